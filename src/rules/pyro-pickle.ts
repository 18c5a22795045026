import { positionalArguments } from "../python/call-values.js";
import { callsOfMethod } from "../python/shapes.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { environmentFlags } from "../rule-kit/environment.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { replaceText, settingTexts, textsIn } from "../rule-kit/settings.js";

const UNSAFE = /\b(?:pickle|cloudpickle|dill|marshal)\b/;

const CAVEAT = "Objects of classes of the program arrive as dictionaries.";

/** Reports Pyro configurations that unpickle. */
export const pyroPickle = defineRule({
  meta: {
    id: "pyro-pickle",
    title: "Pyro with a serializer that runs code",
    since: "0.1.0",
    level: "block",
    summary:
      "`config.SERIALIZER` of Pyro4 set to `pickle`, `cloudpickle`, `dill` or `marshal`, or one of them added to `SERIALIZERS_ACCEPTED`; the same in `PYRO_SERIALIZER` and `PYRO_SERIALIZERS_ACCEPTED`.",
    danger:
      "A Pyro server then unpickles what any client sends. Whoever can connect runs code with the rights of this process.",
    alternatives: [
      {
        need: "remote calls",
        use: "`serpent` (the default) or `json`; Pyro5 has no pickle",
        url: "https://pyro5.readthedocs.io/en/latest/security.html",
      },
    ],
    bad: 'import Pyro4\n\nPyro4.config.SERIALIZER = "pickle"\n',
    good: 'import Pyro4\n\nPyro4.config.SERIALIZER = "serpent"\n',
    safeWhen: "Never on a network that others can reach.",
    fixes: [{ does: "`pickle` becomes `serpent`", caveat: CAVEAT }],
  },
  words: ["Pyro4", "PYRO_SERIALIZER", "PYRO_SERIALIZERS_ACCEPTED"],
  *check(model) {
    if (/\bPyro4\b/.test(model.tree.text)) {
      for (const { node, text, place, setting } of settingTexts(model, [
        "SERIALIZER",
        "SERIALIZERS_ACCEPTED",
      ])) {
        if (!UNSAFE.test(text) || place.kind !== "variable") continue;
        yield found(
          place.node,
          `Pyro4.config.${setting}`,
          setting === "SERIALIZER" ? replaceText(model, node, "serpent", CAVEAT) : [],
        );
      }
      for (const call of [...callsOfMethod(model, "add"), ...callsOfMethod(model, "update")]) {
        const callee = childOf(call, "function");
        const [argument] = positionalArguments(call);
        if (
          !callee ||
          !argument ||
          !model.tree.text.slice(callee.start, callee.end).includes("SERIALIZERS_ACCEPTED")
        )
          continue;
        if (textsIn(model, argument).some(({ text }) => UNSAFE.test(text)))
          yield found(call, "Pyro4.config.SERIALIZERS_ACCEPTED", []);
      }
    }
    for (const name of ["PYRO_SERIALIZER", "PYRO_SERIALIZERS_ACCEPTED"]) {
      for (const { node, value } of environmentFlags(model, name)) {
        if (value !== null && UNSAFE.test(value)) yield found(node, name, []);
      }
    }
  },
});

function found(span: SyntaxNode, symbol: string, fixes: NonNullable<RuleFinding["fixes"]>): RuleFinding {
  return { span, symbol, fixes, message: "Pyro then unpickles what the other side sends." };
}
