import { baseText } from "../diff/apply-patch.js";
import type { FindLowering } from "../dependencies/lowering-manifests.js";
import type { Hunk } from "../diff/hunk.js";
import type { PairTexts } from "../diff/similarity.js";
import { parsePatch } from "../diff/parse-patch.js";
import { importedModules } from "../python/import-paths.js";
import { artifactNames } from "./named-artifacts.js";
import { namesRunBy } from "./run-files.js";

/** A changed file as GitHub gives it. */
export interface PatchedText {
  readonly head: string;
  /** The diff from the text before; null where GitHub gives none. */
  readonly patch: string | null;
}

/** What a text and its patch tell. */
export interface PreparedText {
  /** Null where there is no patch that can be trusted. */
  readonly hunks: readonly Hunk[] | null;
  /** The text before the change; null where no patch tells. */
  readonly base: string | null;
  /** The modules that the text imports, or imported before the change, as they are written there. */
  readonly modules: readonly string[];
  /** The names of files that it may run as Python. */
  readonly runs: readonly string[];
  /** The names of files that it may load. */
  readonly loads: readonly string[];
}

/**
 * Prepares texts, in this thread or in another. Results are in the order of the texts; one that cannot be had is
 * `UNPREPARED`. Never rejects.
 */
export type PrepareTexts = (texts: readonly PatchedText[]) => Promise<readonly PreparedText[]>;

/** All work on texts that reading a change needs: what it takes grows with what a stranger wrote. */
export interface TextWork {
  readonly prepare: PrepareTexts;
  readonly pair: PairTexts;
  readonly lowering: FindLowering;
}

/** What is known of a text that could not be prepared. */
export const UNPREPARED: PreparedText = { hunks: null, base: null, modules: [], runs: [], loads: [] };

/** Reads the patch of a text, applies it backwards, and looks for imports. Never throws. */
export function prepareText({ head, patch }: PatchedText): PreparedText {
  const named = { modules: importedModules(head), runs: namesRunBy(head), loads: artifactNames(head) };
  const parsed = patch === null ? null : parsePatch(patch);
  if (!parsed?.ok) return { ...UNPREPARED, ...named };
  const base = baseText(head, parsed.hunks);
  if (!base.ok) return { ...UNPREPARED, ...named, hunks: parsed.hunks };
  const modules = [...new Set([...named.modules, ...importedModules(base.text)])];
  return { ...named, hunks: parsed.hunks, base: base.text, modules };
}
