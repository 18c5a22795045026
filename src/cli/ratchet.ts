import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";

import { countUses, holdAgainst, type RatchetResult } from "../audit/ratchet.js";
import { RATCHET_PATH, renderRatchet } from "../audit/ratchet-file.js";
import { renderRatchetJson, renderRatchetText } from "../audit/ratchet-report.js";
import { baseOf } from "./base-folder.js";
import { readRatchet, withUnread } from "./held-by-ratchet.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { styleFor } from "./print-report.js";
import { scanTree } from "./scan.js";
import { policyOfFolder } from "./scan-sources.js";
import { scanTargets } from "./scan-targets.js";
import { replaceFile } from "./write-file.js";

/** The options of `no-pickle ratchet`. */
export interface RatchetOptions extends Omit<CommonOptions, "format"> {
  readonly format: "text" | "json";
  /** The ratchet, if the one that the policy names or `.no-pickle-ratchet.json` at the root. */
  readonly file?: string;
}

/** Counts what there is, holds it against what may be, or lowers what may be to it. Returns the exit code. */
export async function ratchetCommand(
  io: Io,
  action: "init" | "check" | "update",
  options: RatchetOptions,
): Promise<number> {
  const folder = baseOf(io.cwd, ".");
  const loaded = await loadPolicy(io, options, () => policyOfFolder(io, folder));
  const path =
    options.file === undefined
      ? join(folder, loaded.policy.ratchet ?? RATCHET_PATH)
      : resolve(io.cwd, options.file);
  const name = relative(io.cwd, path);
  if (action === "init" && existsSync(path))
    throw new UsageError(`${name} is there: no-pickle ratchet update lowers it`);
  const ratchet = action === "init" ? [] : await readRatchet(path, name);
  const written = relative(io.cwd, folder);
  const targets = await scanTargets(io, [written === "" ? "." : written], options, () => false);
  const report = await scanTree(io, targets, loaded, { threads: 1, quiet: options.quiet });
  const counted = countUses(report.findings);
  const result = holdAgainst(ratchet, withUnread(counted, ratchet, report.notScanned));
  const gaps = loaded.policy.notScanned === "block" && report.notScanned.some(({ blocking }) => blocking);
  const { version } = io;
  const { findings, notScanned } = report;
  const scope = options.quiet ? null : report.scope;
  const facts = { version, name, result, findings, notScanned, scope };
  const style = styleFor(io, options.color);
  if (action === "init") {
    await writeFile(path, renderRatchet(counted), { flag: "wx" });
    const all = { ...facts, result: { ...result, allowed: result.left, risen: [] } };
    io.out(options.format === "json" ? renderRatchetJson(all) : renderRatchetText(all, action, style));
    return gaps ? 1 : 0;
  }
  io.out(options.format === "json" ? renderRatchetJson(facts) : renderRatchetText(facts, action, style));
  if (action === "update") await lower(path, name, result);
  return result.risen.length > 0 || gaps ? 1 : 0;
}

async function lower(path: string, name: string, { lowered }: RatchetResult): Promise<void> {
  const was = await readFile(path);
  const text = renderRatchet(lowered);
  if (was.toString("utf8") === text) return;
  const problem = replaceFile(path, Buffer.from(text), was);
  if (problem !== null) throw new UsageError(`${name} was not lowered: ${problem}`);
}
