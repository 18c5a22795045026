import { isDangerous } from "../rule-kit/dangerous-names.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { FileModel } from "../python/file-model.js";
import type { Level } from "../findings/finding.js";

/** Tags of plain values, which call nothing. */
const PLAIN = /^python\/(?:none|bool|bytes|str|unicode|int|long|float|complex|list|tuple|dict)$/;
const TAG = /^python\/(object\/apply|object\/new|object|name|module)[:/]?(.*)$/s;

/** Reports tags of YAML that have an unsafe loader call or import something. */
export const yamlPythonTag = defineRule({
  meta: {
    id: "yaml-python-tag",
    title: "A YAML document that names Python",
    since: "0.1.0",
    level: "block",
    summary:
      "Tags of YAML that make Python objects: `!!python/object/apply:`, `!!python/object/new:` and `!!python/object:` block; `!!python/name:` and `!!python/module:` are a note, and block where what they name runs code. Through `%TAG` and `!<tag:yaml.org,2002:python/...>`, too.",
    danger:
      "A loader that knows these tags calls what they name, with the arguments that stand there. Whoever writes the document, or loads it elsewhere, has code run.",
    alternatives: [
      {
        need: "values in a document",
        use: "plain values, read by `yaml.safe_load`, and made into objects by the code that knows them",
        url: "https://pyyaml.org/wiki/PyYAMLDocumentation",
      },
      NEEDS.data,
    ],
    exampleFormat: "yaml",
    bad: "build: !!python/object/apply:os.system ['make']\n",
    good: "build: make\nsize: !!python/tuple [1, 2]\n",
    safeWhen: "The document is a test of a loader that refuses it.",
    cves: ["CVE-2017-18342", "CVE-2020-1747", "CVE-2020-14343"],
  },
  *check(model) {
    for (const { name, span } of model.document?.tags ?? []) {
      const [, kind = "", target = ""] = PLAIN.test(name) ? [] : (TAG.exec(name) ?? []);
      if (kind === "") continue;
      const { level, what } = judged(model, kind, target);
      const shown = target.slice(0, 100).replaceAll("`", "'");
      yield {
        span,
        symbol: target === "" ? name : target,
        level,
        message: `An unsafe YAML loader ${what} \`${shown}\` here.`,
      };
    }
  },
});

function judged(model: FileModel, kind: string, target: string): { level: Level; what: string } {
  if (kind === "object/apply" || kind === "object/new") return { level: "block", what: "calls" };
  if (kind === "object") return { level: "block", what: "makes an object of" };
  const dot = target.lastIndexOf(".");
  const runs = dot !== -1 && isDangerous(model, target.slice(0, dot), target.slice(dot + 1));
  return { level: runs ? "block" : "note", what: kind === "module" ? "imports" : "looks up" };
}
