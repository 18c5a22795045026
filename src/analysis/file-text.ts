import { checkText, decodeText, type DecodedText } from "./decode.js";
import { fileKind, isPythonScript, maxBytes, mayBeUnreadable, SCRIPT_START } from "./file-kind.js";

/** The content of a file, or why it could not be had. */
export type FileBytes = Uint8Array | "missing" | "too-large";

/** The text of a file, or why there is none. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "not-scanned"; readonly reason: string; readonly blocking?: boolean }
  /** It holds no code: a link, a submodule, a program in binary form. Nothing is missed. */
  | { readonly kind: "no-code" };

/** The text of a file as its bytes give it, within the size that is read of a file of its kind. */
export function fileText(path: string, bytes: FileBytes): FileText {
  if (bytes === "missing") return { kind: "not-scanned", reason: "the file could not be read" };
  const limit = maxBytes(fileKind(path) ?? "script");
  if (bytes === "too-large") return unreadable(path, tooLarge(limit));
  const start = String.fromCharCode(...bytes.subarray(0, SCRIPT_START));
  if (bytes.length > limit) return unreadable(path, tooLarge(limit), start);
  return textOr(path, decodeText(bytes), start);
}

function tooLarge(limit: number): string {
  return `larger than ${String(limit >> 20)} MiB`;
}

/** The text of a file that somebody else decoded; U+FFFD marks what was no UTF-8. */
export function decodedFileText(path: string, text: string): FileText {
  return textOr(path, checkText(text), text);
}

/**
 * Of a file that cannot be read: not scanned, unless its name leaves open whether it is code at all.
 * @param start what it begins with, as far as that can be read
 */
export function unreadable(path: string, reason: string, start = ""): FileText {
  const isOpen = mayBeUnreadable(fileKind(path) ?? "script") && !isPythonScript(start);
  return isOpen ? { kind: "no-code" } : { kind: "not-scanned", reason };
}

function textOr(path: string, decoded: DecodedText, start: string): FileText {
  return decoded.ok ? { kind: "text", text: decoded.text } : unreadable(path, decoded.problem, start);
}
