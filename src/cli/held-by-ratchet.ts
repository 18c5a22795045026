import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";

import { countUses, holdAgainst, newUses } from "../audit/ratchet.js";
import { parseRatchet, RATCHET_PATH, type RatchetEntry } from "../audit/ratchet-file.js";
import type { NotScanned } from "../findings/finding.js";
import { ratchetLine } from "../report/ratchet-line.js";
import type { Report } from "../report/report.js";
import { UsageError } from "./io.js";

/**
 * A report with what a ratchet does not let through, and a note that says how much is left.
 * @param file the ratchet; true for the one at the root of the folder
 * @param roots what was looked at, seen from the folder
 * @throws UsageError if there is none
 */
export async function onlyNew(
  report: Report,
  file: string | true,
  {
    cwd,
    folder,
    roots,
  }: { readonly cwd: string; readonly folder: string; readonly roots: readonly string[] },
): Promise<Report> {
  const path = file === true ? join(folder, RATCHET_PATH) : resolve(cwd, file);
  const name = relative(cwd, path);
  const isLookedAt = (entry: RatchetEntry): boolean =>
    roots.some((root) => root === "." || entry.path === root || entry.path.startsWith(`${root}/`));
  const ratchet = (await readRatchet(path, name)).filter(isLookedAt);
  const counted = withUnread(countUses(report.findings), ratchet, report.notScanned);
  const result = holdAgainst(ratchet, counted);
  const fresh = new Set(result.risen.flatMap((risen) => newUses(risen, report.findings)));
  const note = `${name}: ${ratchetLine(result)}; only what is new is shown`;
  const scope = report.scope && { ...report.scope, notes: [...report.scope.notes, note] };
  return { ...report, findings: report.findings.filter((finding) => fresh.has(finding)), scope };
}

/** What could not be looked at is taken to be as it was. */
export function withUnread(
  counted: readonly RatchetEntry[],
  ratchet: readonly RatchetEntry[],
  notScanned: readonly NotScanned[],
): readonly RatchetEntry[] {
  const unread = new Set(notScanned.map(({ path }) => path));
  const known = new Set(ratchet.map(({ path }) => path));
  const isUnread = ({ path }: RatchetEntry): boolean => unread.has(path) && known.has(path);
  return [...counted.filter((entry) => !isUnread(entry)), ...ratchet.filter(isUnread)];
}

/**
 * Reads a ratchet.
 * @param name the file, as a message calls it
 * @throws UsageError if there is none, or it is wrong
 */
export async function readRatchet(path: string, name: string): Promise<readonly RatchetEntry[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new UsageError(`cannot read ${name}: no-pickle ratchet init makes one`);
  }
  const parsed = parseRatchet(text);
  if (!parsed.ok) throw new UsageError(`${name} is no ratchet: ${parsed.problem}`);
  return parsed.entries;
}
