import { qualified } from "./sinks.js";

/** `torch.load` and the place it is defined. */
export const TORCH_LOADS: readonly string[] = qualified(["torch", "torch.serialization"], ["load"]);

/** The parameter that decides; keyword-only. */
export const WEIGHTS_ONLY = { name: "weights_only", position: null } as const;

/** The parameter that replaces the unpickler, and makes `weights_only` impossible. */
export const PICKLE_MODULE = { name: "pickle_module", position: 2 } as const;
