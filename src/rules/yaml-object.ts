import { ancestorOf, childOf } from "../parse/syntax-tree.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf } from "../rule-kit/rule.js";
import { usesOf } from "../rule-kit/sinks.js";

/** Reports `YAMLObject` classes that register themselves on loaders that are not safe. */
export const yamlObject = defineRule({
  meta: {
    id: "yaml-object",
    title: "A class that unsafe YAML loaders can build",
    since: "0.1.0",
    level: "warn",
    summary:
      "A subclass of `yaml.YAMLObject` that does not set `yaml_loader`; PyYAML then registers it on `Loader`, `FullLoader` and `UnsafeLoader`.",
    danger:
      "The class can be built, with any attributes, by every document that one of those loaders reads. A loader that was chosen for plain data then makes objects of the document's choice.",
    alternatives: [
      {
        need: "objects in YAML",
        use: "`yaml_loader = yaml.SafeLoader` and a `from_yaml` that checks what it is given",
        url: "https://pyyaml.org/wiki/PyYAMLDocumentation#constructors-representers-resolvers",
      },
      {
        need: "typed configuration",
        use: "`yaml.safe_load`, then a schema (`pydantic`, `msgspec`)",
        url: "https://docs.pydantic.dev/latest/",
      },
    ],
    bad: "import yaml\n\n\nclass Job(yaml.YAMLObject):\n    yaml_tag = '!Job'\n",
    good: "import yaml\n\n\nclass Job(yaml.YAMLObject):\n    yaml_tag = '!Job'\n    yaml_loader = yaml.SafeLoader\n",
    safeWhen:
      "`yaml_loader` names a `SafeLoader` and the class does nothing of consequence when it is built.",
  },
  symbols: ["yaml.YAMLObject"],
  *check(model) {
    for (const use of usesOf(model, new Set(["yaml.YAMLObject"]))) {
      if (use.role !== "base") continue;
      const definition = ancestorOf(use.node, new Set(["class_definition"]));
      const scope = definition ? model.scopes.scopeOfDefinition.get(definition) : undefined;
      const name = definition ? childOf(definition, "name") : null;
      if (!definition || !name || scope?.bindings.has("yaml_loader")) continue;
      yield {
        span: { start: definition.start, end: name.end },
        symbol: use.symbol,
        message:
          "Without `yaml_loader`, this class is registered on `Loader`, `FullLoader` and `UnsafeLoader`.",
        related: importsOf(use.via),
      };
    }
  },
});
