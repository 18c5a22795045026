import { readFileSync } from "node:fs";
import { join } from "node:path";

// Whether what is checked out can be released: the changelog has a dated section for the version in package.json. Prints the
// version on the first line, and the section after it. `check.ts [folder]`
const root = process.argv[2] ?? join(import.meta.dirname, "..", "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly version: string;
};
const sections = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^(?=## )/m);
const section = sections.find((text) => text.startsWith(`## ${version} - `));
const [heading = "", ...notes] = (section ?? "").split("\n");
if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) {
  process.stderr.write(
    `CHANGELOG.md has no line "## ${version} - YYYY-MM-DD": write what is new, and the day\n`,
  );
  process.exit(1);
}
process.stdout.write(`${version}\n${notes.join("\n").trim()}\n`);
