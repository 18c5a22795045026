/** Characters that steer a terminal or reorder text: C0 and C1 controls, bidi marks, zero-width characters, line separators. */
const STEERING =
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes hostile text visible instead of effective: steering characters become `\u{...}`. */
export function visible(text: string): string {
  return text.replace(STEERING, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}

/** The same for what has to stay on one line, such as the name of a file: line ends and tabs are made visible, too. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\t\n]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}

/**
 * Escapes text for GitHub's Markdown outside code: no HTML, no links, no emphasis, no mentions, no references to issues
 * or commits, one line.
 */
export function markdownText(text: string): string {
  return (
    visible(text.replace(/\s+/g, " "))
      .replace(/[\\`*_{}[\]()<>#+!|~]/g, (char) =>
        char === "<" ? "&lt;" : char === ">" ? "&gt;" : `\\${char}`,
      )
      .replace(/&(?!lt;|gt;)/g, "&amp;")
      .replace(/@/g, "@\u200b")
      // GitHub links `GH-12` to an issue and seven or more hexadecimal digits to a commit.
      .replace(/\b(GH)(?=-\d)/gi, "$1\u200b")
      .replace(/\b[0-9a-f]{7,}\b/gi, (digits) => `${digits.slice(0, 3)}\u200b${digits.slice(3)}`)
      .replace(/(https?|www)(:|\.)/gi, "$1\u200b$2")
  );
}

/** Wraps text as inline code, whatever backticks it holds. One line. */
export function inlineCode(text: string): string {
  const oneLine = visible(text.replace(/\s+/g, " "));
  const longest = longestRun(oneLine);
  const fence = "`".repeat(longest + 1);
  const padding = oneLine.startsWith("`") || oneLine.endsWith("`") || oneLine.trim() === "" ? " " : "";
  return `${fence}${padding}${oneLine}${padding}${fence}`;
}

/** A fenced block, its fence longer than any run of backticks inside. */
export function fencedBlock(text: string, info: string): string {
  const longest = Math.max(2, longestRun(text));
  const fence = "`".repeat(longest + 1);
  return `${fence}${info}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/**
 * Renders one of our own messages: what stands in backticks becomes inline code with its content escaped, since symbols
 * come from the code under review; the rest is plain text.
 */
export function messageMarkdown(message: string): string {
  return message
    .split("`")
    .map((part, index) => (index % 2 === 1 ? inlineCode(part) : markdownText(part)))
    .join("");
}

/** Escapes text for HTML content and attributes. */
export function html(text: string): string {
  return visible(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** Escapes text for XML content and attributes; what XML 1.0 cannot hold at all becomes visible or a replacement mark. */
export function xml(text: string): string {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(text));
  return html(wellFormed).replace(/[\ufffe\uffff]/g, "\ufffd");
}

/** A path as part of a web address or URI: each segment percent-encoded, parentheses too (they would end a link). */
export function uriPath(path: string): string {
  // Half a surrogate pair cannot be encoded; this makes it a replacement character.
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(path));
  return wellFormed
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
}
