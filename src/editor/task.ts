import type { Finding, NotScanned, Range } from "../findings/finding.js";
import type { Remark } from "../analysis/remark.js";
import type { PolicyProblem } from "../policy/policy.js";

/** What the user of an editor has set. */
export interface Settings {
  /** A policy file to use in place of the workspace's, by its full path; null for that. */
  readonly policy: string | null;
  /** An organization's policy file, by its full path. */
  readonly organization: string | null;
  /** The address of a server that has pages of the rules. */
  readonly baseUrl: string | null;
}

/** A text that is open in the editor; lines end with line feeds. */
export interface OpenText {
  /** Its full path. */
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/** Lines of a file, from 0; the last one is among them. */
export interface LinesAsked {
  readonly start: number;
  readonly end: number;
}

/** What a thread is asked: what is in a file. Plain values. */
export interface Asked {
  /** The full path of the file. */
  readonly path: string;
  readonly text: string;
  /** The lines, from 0, of whose findings fixes are wanted; null for none. */
  readonly fixesOf: LinesAsked | null;
  /** Whether the editor takes it for Python. */
  readonly isPython: boolean;
  /** The folder of the workspace that it is in; null outside of all. */
  readonly folder: string | null;
  /** The versions of all open texts, by path, and those of the texts that the thread may not have yet. */
  readonly open: readonly (readonly [path: string, version: number])[];
  readonly texts: readonly OpenText[];
  /** Another number where files have come or gone since, or changed on the disk. */
  readonly listing: number;
  readonly contents: number;
  readonly settings: Settings;
}

/** Whether a range has a part on some lines. */
export function isOnLines({ startLine, endLine }: Range, { start, end }: LinesAsked): boolean {
  return startLine <= end && endLine >= start;
}

/** What came of a file: plain values. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly notScanned: readonly NotScanned[];
  readonly remarks: readonly Remark[];
  /** The policy file that counts for it, by its full path, and what is wrong with that; null where it was not read. */
  readonly policy: { readonly file: string; readonly problems: readonly PolicyProblem[] } | null;
}

/** What a thread answers; `lacking` where it has to be sent all open texts. */
export type Answer = Outcome | "lacking";
