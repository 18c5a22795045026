import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { policyJsonSchema } from "./policy-json-schema.js";
import { format } from "prettier";

import { ruleIndexMarkdown } from "../src/report/rule-index.js";
import { rulePageMarkdown } from "../src/report/rule-page.js";
import { RULES } from "../src/rules/registry.js";

// Writes docs/rules/<id>.md and their index from the rules, and the JSON Schema of the policy from its own schema; tests
// hold the files against them.
const folder = join(import.meta.dirname, "..", "docs", "rules");
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(join(folder, name));
for (const { meta } of RULES) writeFileSync(join(folder, `${meta.id}.md`), rulePageMarkdown(meta));
writeFileSync(join(folder, "README.md"), ruleIndexMarkdown(RULES.map(({ meta }) => meta)));
writeFileSync(
  join(folder, "..", "no-pickle.schema.json"),
  await format(JSON.stringify(policyJsonSchema()), { parser: "json", printWidth: 110 }),
);
