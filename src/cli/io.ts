import type { Parser } from "../parse/syntax-tree.js";
import type { SelectionOptions } from "./selection-options.js";

/** What a command may touch of the world. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: () => Promise<Buffer>;
  /** Whether standard output, or standard error, is a terminal. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** How wide the terminal of standard output is; undefined where that is not known. */
  readonly columns?: number | undefined;
  /** Milliseconds, for durations. */
  readonly clock: () => number;
  /** Lets time pass; tests need not. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** The day it is, `YYYY-MM-DD`, for waivers. */
  readonly today: () => string;
  readonly version: string;
  /** Loads the parser on first use. */
  readonly parser: () => Promise<Parser>;
  /** What the App asks of GitHub, in YAML: `app.yml`. */
  readonly appManifest: () => string;
  /** The module that runs in each thread of a scan. */
  readonly scanThread: URL;
  /** Serves an editor on standard input and output, until the process ends. */
  readonly serveEditor: () => Promise<never>;
}

/** Something the user can put right: one line on standard error, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The output formats of every reporting command. */
export const FORMATS = ["text", "concise", "json", "sarif", "github", "markdown", "junit", "gitlab"] as const;

/** What a run of a workflow writes: a review, or annotations of the run only, or nothing but its summary. */
export const POSTS = ["review", "annotations", "none"] as const;

/** The options that every reporting command has. */
export interface CommonOptions extends SelectionOptions {
  readonly format: (typeof FORMATS)[number];
  /** A policy file to use instead of the repository's. */
  readonly policy?: string;
  /** False with `--no-policy`: the built-in defaults. */
  readonly usePolicy: boolean;
  /** True with `--color`, false with `--no-color`; undefined lets the terminal decide. */
  readonly color?: boolean;
  readonly quiet: boolean;
  /** A file to write the report to, instead of printing it. */
  readonly output?: string;
  /** An organization's policy file: what `extends: organization` means, and the floor. */
  readonly organization?: string;
  /** How often each rule found something, in place of the findings. */
  readonly statistics?: boolean;
}
