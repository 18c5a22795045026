import { isManifest } from "../dependencies/parse-manifest.js";

/**
 * A kind of file that is analyzed. A script has no ending: only its first line tells whether it is Python. A manifest
 * holds no code; what it requires decides about code elsewhere.
 */
export type FileKind = "python" | "cython" | "notebook" | "script" | "manifest";

const KINDS: Readonly<Record<string, FileKind>> = {
  py: "python",
  pyi: "python",
  pyw: "python",
  pyx: "cython",
  pxd: "cython",
  pxi: "cython",
  ipynb: "notebook",
};

/** Names without an ending that are never Python. */
const OTHERS =
  /^(?:\..*|[A-Z]+(?:[-_][A-Z]+)*|(?:GNU)?[Mm]akefile|.*Dockerfile|Containerfile|Jenkinsfile|Procfile|Vagrantfile|Gemfile|Rakefile|Pipfile|Brewfile|Justfile|justfile|gradlew|mvnw|configure|BUILD|WORKSPACE|Readme|License|CODEOWNERS)$/;

/** The kind of a file by its name, or null if it is none that holds Python. */
export function fileKind(path: string): FileKind | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  if (isManifest(path) && name !== "setup.py") return "manifest";
  if (dot === -1) return name === "" || OTHERS.test(name) ? null : "script";
  return KINDS[name.slice(dot + 1).toLowerCase()] ?? null;
}

/** Whether a file of this kind that cannot be decoded, or is very large, is taken to hold no code. */
export function mayBeUnreadable(kind: FileKind): boolean {
  return kind === "script" || kind === "manifest";
}

/** Whether the first line of a script names Python as its interpreter. */
export function isPythonScript(text: string): boolean {
  return /^#!.*\bpython[\d.]*\b/.test(text.slice(0, 200).split("\n", 1)[0] ?? "");
}

/** The largest file that is read, in bytes: notebooks carry pictures, code does not. */
export function maxBytes(kind: FileKind): number {
  return (kind === "notebook" ? 25 : 5) * 1024 * 1024;
}
