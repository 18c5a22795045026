import { fileKind } from "./file-kind.js";
import type { FileText } from "./file-text.js";

/** What there is to look at behind a symbolic link: a file of the repository, or what is said of the link. */
export type Behind = { readonly kind: "file"; readonly path: string } | Exclude<FileText, { kind: "text" }>;

/**
 * Where a symbolic link leads.
 * @param path the link, `/` between parts, from the root of the repository
 * @param target what it holds
 */
export function behindLink(path: string, target: string): Behind {
  const kind = fileKind(path);
  const file = resolved(path, target);
  if (file === null) {
    if (kind === null || kind === "manifest" || kind === "document") return { kind: "no-code" };
    return {
      kind: "not-scanned",
      reason: `a symbolic link out of the repository, to ${target.slice(0, 200)}`,
      blocking: kind !== "script",
    };
  }
  // A folder, or a file that is analyzed under its own name.
  if (kind === null || kind === "script" || kind === "manifest" || fileKind(file) === kind)
    return { kind: "no-code" };
  return { kind: "file", path: file };
}

/** What is said of a link whose file cannot be read. */
export function brokenLink(target: string): FileText {
  return {
    kind: "not-scanned",
    reason: `a symbolic link to ${target.slice(0, 200)}, which could not be read`,
  };
}

/** What is said of a submodule that a change adds or moves to another commit. */
export const SUBMODULE: FileText = {
  kind: "not-scanned",
  reason: "a submodule: the commits of another repository",
  blocking: false,
};

/** The path of a link's target in the repository; null where it leads out of it. */
function resolved(path: string, target: string): string | null {
  if (target.startsWith("/")) return null;
  const parts = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
