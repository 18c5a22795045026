/** The output formats of every reporting command. */
export const FORMATS = ["text", "json", "sarif", "github", "markdown"] as const;

/** The options that every reporting command has. */
export interface CommonOptions {
  readonly format: (typeof FORMATS)[number];
  /** A policy file to use instead of the repository's. */
  readonly policy?: string;
  /** False with `--no-policy`: the built-in defaults. */
  readonly usePolicy: boolean;
  /** True with `--color`, false with `--no-color`; undefined lets the terminal decide. */
  readonly color?: boolean;
  readonly quiet: boolean;
}
