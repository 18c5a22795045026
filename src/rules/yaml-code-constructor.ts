import { argumentOf } from "../python/arguments.js";
import { callsOfMethod } from "../python/shapes.js";
import { bodyRuns } from "../rule-kit/code-runners.js";
import { defineRule } from "../rule-kit/define-rule.js";

const CONSTRUCTOR = { name: "constructor", position: 1 } as const;
/** A look-up by name alone need not end in a call. */
const WEAK = new Set(["builtins.getattr", "importlib.import_module", "builtins.__import__"]);

/** Reports YAML constructors that run what the document says. */
export const yamlCodeConstructor = defineRule({
  meta: {
    id: "yaml-code-constructor",
    title: "A YAML constructor that runs code",
    since: "0.1.0",
    level: "block",
    summary:
      "`add_constructor` and `add_multi_constructor` with a function that evaluates, imports, starts programs or looks attributes up by name.",
    danger:
      "The constructor is called with text of the document, so a tag in a document becomes code. Even `SafeLoader` is no longer safe with it.",
    alternatives: [
      {
        need: "values computed at load",
        use: "a constructor that parses its text and builds a value",
        url: "https://pyyaml.org/wiki/PyYAMLDocumentation#constructors-representers-resolvers",
      },
    ],
    bad: 'import yaml\n\nyaml.SafeLoader.add_constructor("!eval", lambda loader, node: eval(node.value))\n',
    good: 'import yaml\n\nyaml.SafeLoader.add_constructor("!upper", lambda loader, node: node.value.upper())\n',
    safeWhen:
      "The constructor only builds values from its text; one that reads the environment or joins paths is fine.",
  },
  words: ["add_constructor", "add_multi_constructor"],
  *check(model) {
    for (const method of ["add_constructor", "add_multi_constructor"]) {
      for (const call of callsOfMethod(model, method)) {
        const { node, values } = argumentOf(model.evaluator, call, CONSTRUCTOR);
        const definitions = values.flatMap((value) => (value.kind === "function" ? [value.definition] : []));
        if (node?.type === "lambda") definitions.push(node);
        const runs = definitions.map((definition) => bodyRuns(model, definition)).find((one) => one !== null);
        if (!runs) continue;
        const weak = WEAK.has(runs.symbol);
        yield {
          span: call,
          symbol: runs.symbol,
          level: weak ? "warn" : "block",
          message: `This constructor reaches \`${runs.symbol}\` with text of the document.`,
          related: [{ span: runs.call, label: "runs here" }],
        };
      }
    }
  },
});
