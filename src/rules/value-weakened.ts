import { defineRule } from "../rule-kit/define-rule.js";
import { NEEDS } from "../rule-kit/needs.js";
import { PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import { weakening } from "../rule-kit/weakenings.js";

/** Modules that are got to load with. */
const MODULES: ReadonlySet<string> = new Set([
  ...PICKLE_MODULES,
  ...["dill", "cloudpickle", "joblib", "marshal", "shelve", "jsonpickle", "torch", "yaml"],
]);
const LOADER = /^(?:loads?|load_all|unsafe_load|Unpickler|open|decode)$/;

/** Whether a qualified name is one of these modules, or a loader of one. */
function loads(symbol: string): boolean {
  const end = symbol.lastIndexOf(".");
  return MODULES.has(symbol) || (MODULES.has(symbol.slice(0, end)) && LOADER.test(symbol.slice(end + 1)));
}

/** Reports a changed value that loads in other files go by; it is found by comparing lines, not in one text. */
export const valueWeakened = defineRule({
  meta: {
    id: "value-weakened",
    title: "A value that loads elsewhere go by becomes unsafe",
    since: "0.1.0",
    level: "block",
    summary:
      "A changed line that was harmless and is not any more, where the load itself is in another file and stays as it is: a YAML loader that is kept or inherited from (`LOADER = yaml.SafeLoader` to `yaml.Loader`), the name of a module in a constant or a configuration file (`codec: json` to `codec: pickle`), the comparison of a signature that becomes `return True`, a file of one's own that becomes a download. A flag that is turned over (`SAFE = True` to `False`), a path that comes from the command line or the environment now, a list that names `builtins.eval`, and a name whose module, class or function other files get and that leads to a loader now, warn.",
    danger:
      "The load is not part of the change, and nobody looks at it. Whoever can write what it reads runs code with the rights of its process.",
    alternatives: [NEEDS.data, NEEDS.yaml],
    bad: "# loaders.py: LOADER = yaml.SafeLoader becomes LOADER = yaml.Loader\n",
    good: "# loaders.py: LOADER = yaml.SafeLoader stays\n",
    safeWhen: "Nothing loads with the value, or only what this program wrote itself.",
  },
  ofChanges: true,
  checkLine: weakening,
  checkGiven: ({ name, symbol }) => {
    if (!loads(symbol)) return null;
    const message = `\`${name}\` stood for something else before, and leads to \`${symbol}\` now: what other files do with it can run code from what they read.`;
    return { symbol, level: "warn", message };
  },
});
