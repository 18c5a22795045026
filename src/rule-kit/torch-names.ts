import type { Value } from "../python/value.js";
import { qualified } from "./sinks.js";
import type { ObjectSigns } from "./used-as-object.js";

/** `torch.load` and the place it is defined. */
export const TORCH_LOADS: readonly string[] = qualified(["torch", "torch.serialization"], ["load"]);

/** The parameter that decides; keyword-only. */
export const WEIGHTS_ONLY = { name: "weights_only", position: null } as const;

/** The parameter that replaces the unpickler, and makes `weights_only` impossible. */
export const PICKLE_MODULE = { name: "pickle_module", position: 2 } as const;

/** What changes for files when `weights_only` is switched on. */
export const TENSORS_ONLY =
  "Files that hold more than tensors and plain containers no longer load; allow their classes with `torch.serialization.safe_globals`.";

/** Whether an argument is left at its default: not given, or given as `None`, which both mean the same to torch. */
export function isDefault(values: readonly Value[]): boolean {
  return values.every((value) => value.kind === "constant" && value.value === null);
}

/** What tells a module from a state: what is used so was stored as a whole, and `weights_only` refuses it. */
export const WHOLE_MODEL: ObjectSigns = {
  isDeep: true,
  members: new Set([
    ...["eval", "train", "forward", "modules", "named_modules", "children", "named_children"],
    ...["parameters", "named_parameters", "state_dict", "load_state_dict", "predict"],
  ]),
};
