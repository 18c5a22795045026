/** A decoded file, or why it is not text that Python would take. */
export type DecodedText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Decodes UTF-8 strictly; a byte order mark is dropped. Python refuses NUL bytes, and so does this. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const nul = bytes.indexOf(0);
  if (nul !== -1) return { ok: false, problem: `contains a NUL byte (offset ${String(nul)})` };
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: "not valid UTF-8" };
  }
}

/** The same checks on a text that somebody else decoded; U+FFFD marks what was no UTF-8. */
export function checkText(text: string): DecodedText {
  const nul = text.indexOf("\0");
  if (nul !== -1) return { ok: false, problem: `contains a NUL byte (offset ${String(nul)})` };
  return { ok: true, text: text.startsWith("\ufeff") ? text.slice(1) : text };
}
