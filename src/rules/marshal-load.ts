import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports `marshal` loads. */
export const marshalLoad = defineRule({
  meta: {
    id: "marshal-load",
    title: "Loading with marshal",
    since: "0.1.0",
    level: "block",
    summary: "`marshal.load` and `marshal.loads`, called or handed on.",
    danger:
      "marshal rebuilds code objects, and bytes made for the purpose can crash the interpreter. The usual next step is `exec`, which runs them.",
    alternatives: [
      NEEDS.data,
      {
        need: "compiled modules",
        use: "`importlib`, which checks what it loads",
        url: "https://docs.python.org/3/library/importlib.html",
      },
    ],
    bad: "import marshal\n\ncode = marshal.loads(data)\n",
    good: "import json\n\nvalue = json.loads(data)\n",
    safeWhen: "Tools that read the `.pyc` files of the interpreter they run in.",
    equivalents: { bandit: ["B302"], ruff: ["S302"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: ["marshal.load", "marshal.loads"],
  everyUse: (symbol) => `\`${symbol}\` rebuilds code objects from the bytes it reads.`,
});
