import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { Wrapper } from "../python/value.js";
import { callsOfWrappers, wrappersOf } from "../rule-kit/wrappers.js";

/** Reports calls of functions that wrap an unsafe load. */
export const unsafeWrapper = defineRule({
  meta: {
    id: "unsafe-wrapper",
    title: "Calling a function that loads unsafely",
    since: "0.1.0",
    level: "warn",
    summary:
      "A call of a function, of this file or of another one of the repository, whose body unpickles (or loads unsafely in another way) what its parameters say.",
    danger:
      "The function is reported where it is defined; this call is one more way into it. Whoever controls what is passed here runs code with the rights of this process.",
    alternatives: [
      NEEDS.data,
      {
        need: "a function that hides the loader",
        use: "let the function load a data format; its callers stay as they are",
        url: "https://docs.python.org/3/library/json.html",
      },
    ],
    bad: "import pickle\n\n\ndef restore(path):\n    with open(path, 'rb') as file:\n        return pickle.load(file)\n\n\nstate = restore('state.pkl')\n",
    good: "import json\n\n\ndef restore(path):\n    with open(path) as file:\n        return json.load(file)\n\n\nstate = restore('state.json')\n",
    safeWhen: "What is passed here is this program's own file.",
  },
  *review(model, found) {
    for (const { call, wrapper, isForeign } of callsOfWrappers(model, wrappersOf(model, found))) {
      const where = isForeign ? `${wrapper.path}, ` : "";
      yield {
        span: call,
        symbol: wrapper.symbol,
        wrapper: dottedName(wrapper),
        message: `\`${wrapper.name}\` loads what it is given with \`${wrapper.symbol}\` (${where}line ${String(wrapper.line + 1)}).`,
      };
    }
  },
});

/** `acme/config.py` and `load_yaml` make `acme.config.load_yaml`. */
function dottedName({ path, name }: Wrapper): string {
  return `${path.replace(/(?:\/__init__)?\.\w+$/, "").replaceAll("/", ".")}.${name}`;
}
