import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ruleIndexMarkdown } from "../src/report/rule-index.js";
import { rulePageMarkdown } from "../src/report/rule-page.js";
import { RULES } from "../src/rules/registry.js";

// Writes docs/rules/<id>.md and their index from the rules; a test holds the files against them.
const folder = join(import.meta.dirname, "..", "docs", "rules");
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(join(folder, name));
for (const { meta } of RULES) writeFileSync(join(folder, `${meta.id}.md`), rulePageMarkdown(meta));
writeFileSync(join(folder, "README.md"), ruleIndexMarkdown(RULES.map(({ meta }) => meta)));
