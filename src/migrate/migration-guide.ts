import { countsOf, storeFacts, type MigrationReport } from "./migration-report.js";
import { inlineCode } from "../report/escape.js";
import { plural } from "../report/report.js";

/** The files that a migration is handed over as, by their names. */
export const GUIDE = "README.md";
/** The patch after which either format is read. */
export const READ_PATCH = "1-read-both.patch";
/** The patch after which the new one is written. */
export const WRITE_PATCH = "2-write-new.patch";

/** What to do with the patches and the converters, step by step, as Markdown. */
export function migrationGuide(report: MigrationReport): string {
  const facts = storeFacts(report).filter(({ to }) => to !== null);
  const { before, after, fallback, anew } = countsOf(report);
  const scripts = report.migration.scripts.map(({ name }) => name);
  const rows = facts.map(({ name, holds, to, converter, alsoNamed }) => {
    const named =
      alsoNamed.length === 0 ? "" : ` Also named in ${alsoNamed.map(inlineCode).join(", ")}: look at these.`;
    const by = converter === null ? "" : `, converted by ${inlineCode(converter)}`;
    return `- ${inlineCode(name)}: ${inlineCode(holds)} to ${to ?? ""}${by}.${named}`;
  });
  const relies = [...new Set(facts.flatMap(({ reliesOn }) => reliesOn))];
  const parts = [
    "# From pickles to data",
    rows.join("\n"),
    ...(relies.length === 0
      ? []
      : [
          `The change relies on what the code declares, and does not prove it:\n\n${relies.map((one) => `- ${inlineCode(one.replaceAll("`", ""))}`).join("\n")}`,
        ]),
    "Every step is to be read before it is taken, and the patches are for the root of the repository. Nothing in this folder needs to be committed: no-pickle would count the converters.",
    "A file keeps its name: what is in it changes, and JSON can be told from a pickle.",
    [
      `1. \`git apply ${READ_PATCH}\`: all that reads, reads either format. Release that everywhere first: what runs an older version cannot read new files.`,
      `2. \`git apply ${WRITE_PATCH}\`: what writes, writes the new format.`,
      ...(scripts.length === 0
        ? []
        : [
            `3. Run the converters on the files that are stored, each with \`--check\` first: ${scripts.map(inlineCode).join(", ")}. They need nothing of the project.`,
          ]),
      `${String(scripts.length === 0 ? 3 : 4)}. Once \`--check\` finds no pickle and the log has no warning any more, delete the fallbacks: the classes \`_Old...Pickle\`, and the branches that use them.`,
    ].join("\n"),
    "## How the fallback is counted",
    counted(before, after, fallback),
    ...(anew.length === 0
      ? []
      : [
          `${anew.map(inlineCode).join(", ")} did not import pickle before: \`ratchet check\` reports that import as new. A waiver with an end date lets it in for the time of the fallback.`,
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function counted(before: number, after: number, fallback: readonly string[]): string {
  const kept =
    fallback.length === 0
      ? ""
      : `, among them ${fallback.map(inlineCode).join(", ")}: what the fallback needs`;
  return [
    `no-pickle finds ${plural(before, "use")} in these files now, and ${String(after)} with both patches${kept}.`,
    "`no-pickle ratchet update` after step 2 lowers the counts to that. The import stays in `no-pickle audit` until the fallback is",
    "deleted; after the next `ratchet update`, nobody brings it back unseen.",
  ].join(" ");
}
