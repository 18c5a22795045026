/** A kind of file that is analyzed. */
export type FileKind = "python" | "notebook";

/** The kind of a file by its name, or null if it is none that holds Python. */
export function fileKind(path: string): FileKind | null {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === "py" || extension === "pyi" || extension === "pyw") return "python";
  return extension === "ipynb" ? "notebook" : null;
}

/** The largest file that is read, in bytes: notebooks carry pictures, code does not. */
export function maxBytes(kind: FileKind): number {
  return (kind === "notebook" ? 25 : 5) * 1024 * 1024;
}
