import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { bodyRuns } from "../rule-kit/code-runners.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set(
  qualified(
    ["omegaconf.OmegaConf"],
    ["register_new_resolver", "register_resolver", "legacy_register_resolver"],
  ),
);
const RESOLVER = { name: "resolver", position: 1 } as const;
const EVALUATORS = new Set(["builtins.eval", "builtins.exec"]);

/** Reports resolvers of OmegaConf that run what the configuration says. */
export const omegaconfEvalResolver = defineRule({
  meta: {
    id: "omegaconf-eval-resolver",
    title: "A configuration resolver that evaluates code",
    since: "0.1.0",
    level: "block",
    summary:
      "`OmegaConf.register_new_resolver` (and its older forms) with `eval`, `exec` or a function that calls them.",
    danger:
      "With such a resolver a value like `${eval:...}` in any configuration file is run as Python. Whoever can write a configuration runs code with the rights of this process.",
    alternatives: [
      {
        need: "computed settings",
        use: "a resolver for each operation: `add`, `join`, `env`",
        url: "https://omegaconf.readthedocs.io/en/latest/custom_resolvers.html",
      },
    ],
    bad: 'from omegaconf import OmegaConf\n\nOmegaConf.register_new_resolver("eval", eval)\n',
    good: 'from omegaconf import OmegaConf\n\nOmegaConf.register_new_resolver("add", lambda a, b: a + b)\n',
    safeWhen: "Never; name the operations that the configuration needs.",
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (!use.call) continue;
      const resolver = argumentOf(model.evaluator, use.call, RESOLVER, use.shift);
      const runs = resolver.values.some((value) => {
        if (value.kind === "symbol") return EVALUATORS.has(value.name);
        return value.kind === "function" && evaluates(model, value.definition);
      });
      const inline = resolver.node?.type === "lambda" && evaluates(model, resolver.node);
      if (!runs && !inline) continue;
      yield {
        ...findingAt(use),
        message: "This resolver runs text of the configuration as Python.",
      };
    }
  },
});

function evaluates(model: FileModel, definition: SyntaxNode): boolean {
  const found = bodyRuns(model, definition);
  return found !== null && EVALUATORS.has(found.symbol);
}
