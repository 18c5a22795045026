import { cloudpickleLoad } from "./cloudpickle-load.js";
import { dillLoad } from "./dill-load.js";
import { joblibLoad } from "./joblib-load.js";
import { jsonpickleDecode } from "./jsonpickle-decode.js";
import { marshalLoad } from "./marshal-load.js";
import { numpyAllowPickle } from "./numpy-allow-pickle.js";
import { pandasReadPickle } from "./pandas-read-pickle.js";
import { pickleImport } from "./pickle-import.js";
import { pickleLoad } from "./pickle-load.js";
import { restrictedUnpickler } from "./restricted-unpickler.js";
import { shelveOpen } from "./shelve-open.js";
import { torchLoad } from "./torch-load.js";
import { torchWeightsOnlyDisabled } from "./torch-weights-only-disabled.js";
import { yamlFullLoad } from "./yaml-full-load.js";
import { yamlUnprovenLoader } from "./yaml-unproven-loader.js";
import { yamlUnsafeLoad } from "./yaml-unsafe-load.js";
import type { Rule } from "./rule.js";

/** Every rule, in the order in which they are listed. */
export const RULES: readonly Rule[] = [
  pickleImport,
  pickleLoad,
  restrictedUnpickler,
  cloudpickleLoad,
  dillLoad,
  joblibLoad,
  pandasReadPickle,
  marshalLoad,
  shelveOpen,
  jsonpickleDecode,
  numpyAllowPickle,
  yamlUnsafeLoad,
  yamlFullLoad,
  yamlUnprovenLoader,
  torchLoad,
  torchWeightsOnlyDisabled,
];

/** The rule of that id, if there is one. */
export function ruleById(id: string): Rule | undefined {
  return RULES.find((rule) => rule.meta.id === id);
}

/** The ids of all rules. */
export const RULE_IDS: readonly string[] = RULES.map((rule) => rule.meta.id);
