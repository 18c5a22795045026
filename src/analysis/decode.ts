/** A decoded file, or why it is not text that Python would take. */
export type DecodedText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** PEP 263: a declaration in the first line, or in the second below a comment or an empty one; ASCII up to there. */
const COOKIE = /^(?:[ \t\f]*(?:#[^\n\r]*)?(?:\r\n?|\n))?[ \t\f]*#[^\n\r]*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;
/** The encodings that can be declared and are read: one byte a character, and ASCII in their lower half. */
const SINGLE_BYTE = /^(?:latin-?1|l1|iso-?8859-\d+|iso-latin-1|windows-125\d|cp125\d|koi8-[ru])(?:-unix)?$/;

/**
 * Decodes UTF-8 strictly, or the single-byte encoding that the file declares; a byte order mark is dropped. Python
 * refuses NUL bytes, and so does this.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const nul = bytes.indexOf(0);
  if (nul !== -1) return { ok: false, problem: `contains a NUL byte (offset ${String(nul)})` };
  try {
    return withoutMark(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return decodeDeclared(bytes);
  }
}

/** The same checks on a text that somebody else decoded; U+FFFD marks what was no UTF-8. */
export function checkText(text: string): DecodedText {
  const nul = text.indexOf("\0");
  if (nul !== -1) return { ok: false, problem: `contains a NUL byte (offset ${String(nul)})` };
  return withoutMark(text);
}

function withoutMark(text: string): DecodedText {
  if (text.startsWith(LFS_POINTER)) {
    return { ok: false, problem: "kept in Git LFS: only a pointer is in the repository" };
  }
  return { ok: true, text: text.startsWith("\ufeff") ? text.slice(1) : text };
}

/** The first line of what Git LFS leaves in place of a file. */
const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/** The encoding that the file says it is in, as PEP 263 has it, normalized; null where it says none. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 400));
  const name = COOKIE.exec(start)?.[1];
  return name === undefined
    ? null
    : name
        .toLowerCase()
        .replace(/_/g, "-")
        .replace(/-unix$/, "");
}

function decodeDeclared(bytes: Uint8Array): DecodedText {
  const declared = declaredEncoding(bytes);
  if (declared === null || UTF8.test(declared)) return NOT_UTF8;
  if (!SINGLE_BYTE.test(declared)) return cannotRead(declared);
  const label = /^(?:latin-?1|l1|iso-latin-1)$/.test(declared)
    ? "iso-8859-1"
    : declared.replace(/^iso8859/, "iso-8859").replace(/^cp/, "windows-");
  try {
    return { ok: true, text: new TextDecoder(label).decode(bytes) };
  } catch {
    return cannotRead(declared);
  }
}

/** The names of UTF-8 and of its subset ASCII: a text that is not valid UTF-8 is in neither. */
const UTF8 = /^(?:utf-?8(?:-sig)?|u8|(?:us-)?ascii|646)$/;
const NOT_UTF8: DecodedText = { ok: false, problem: "not valid UTF-8" };

/** The name comes from the file and can be long: only its beginning is shown. */
function cannotRead(declared: string): DecodedText {
  return {
    ok: false,
    problem: `written in an encoding that is not read here (${declared.slice(0, 30)}): convert it to UTF-8`,
  };
}
