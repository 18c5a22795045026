import { digest } from "../findings/fingerprint.js";

/** The stretches of the issue that are written anew, in the order in which they stand at first. */
export const STRETCHES = ["now", "list", "rest"] as const;

/** One of them. */
export type StretchName = (typeof STRETCHES)[number];

/** A part of a body: what people wrote, or a stretch of ours with what stands in it now. */
export type Part =
  | { readonly kind: "people"; readonly text: string }
  | {
      readonly kind: "stretch";
      readonly name: StretchName;
      readonly text: string;
      /** What its lines were when it was written, each as `lineMark`; null where its end is gone. */
      readonly lines: readonly string[] | null;
    };

/** A body taken apart. */
export interface Parts {
  readonly parts: readonly Part[];
  /** The hidden data, as it stands there; null for none. */
  readonly data: string | null;
}

const MARK = /<!-- no-pickle:(?:(begin|end) (now|list|rest)\b([^<>]*)|dashboard (\{[^<>]*\})) -->/g;

/** Whether a text has a mark of such an issue in it. */
export function hasIssueMark(body: string): boolean {
  return body.search(MARK) >= 0;
}

/** Takes a body apart. Whatever people did to the marks, each character of theirs is in one of the parts. */
export function partsOf(body: string): Parts {
  const text = body.replaceAll("\r\n", "\n");
  const parts: Part[] = [];
  let data: string | null = null;
  let open: StretchName | null = null;
  let held = "";
  const close = (lines: readonly string[] | null): void => {
    if (open === null) parts.push({ kind: "people", text: held });
    else parts.push({ kind: "stretch", name: open, text: held, lines });
    held = "";
    open = null;
  };
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const [mark, edge, name, more = "", json] = match;
    held += text.slice(from, match.index);
    from = match.index + mark.length;
    if (json !== undefined) data ??= json;
    else if (edge === "begin") {
      close(null);
      open = STRETCHES.find((one) => one === name) ?? null;
    } else if (name === open || open === null) {
      // Where only the end is left, its lines tell what of the text before it is ours.
      open ??= STRETCHES.find((one) => one === name) ?? null;
      close(lineMarksIn(more));
    }
  }
  held += text.slice(from);
  close(null);
  return { parts, data };
}

/** The marks of lines that are written one behind the other. */
export function lineMarksIn(text: string): readonly string[] {
  return text.trim().match(/[0-9a-f]{6}/g) ?? [];
}

/** A line of a stretch: as it stands there, and what of it is ours, by which it is known again; null for people's. */
export interface StretchLine {
  readonly text: string;
  readonly own: string | null;
}

/** Lines that are ours as they stand. */
export function ownLines(lines: readonly string[]): readonly StretchLine[] {
  return lines.map((text) => ({ text, own: text }));
}

/** A stretch with its marks around it. */
export function stretchText(name: StretchName, lines: readonly StretchLine[]): string {
  return [
    `<!-- no-pickle:begin ${name} ${HINT} -->`,
    "",
    ...lines.flatMap(({ text }, i) => (text === "" && (lines[i - 1]?.text ?? "") === "" ? [] : [text])),
    ...(lines.at(-1)?.text === "" ? [] : [""]),
    `<!-- no-pickle:end ${name} ${lineMarksOf(lines)} -->`,
  ].join("\n");
}

/** By what the lines that are ours are known again, one behind the other. */
export function lineMarksOf(lines: readonly StretchLine[]): string {
  return lines.flatMap(({ own }) => (own === null || own.trim() === "" ? [] : [lineMark(own)])).join("");
}

const HINT = "(written anew; write above, below, between, or behind an item)";

/** The hidden data as a line of the body. */
export function dataText(json: string): string {
  return `<!-- no-pickle:dashboard ${json} -->`;
}

/** By what a line of ours is known again: 24 bits of a digest. */
export function lineMark(line: string): string {
  return digest(line.trim()).slice(0, 6);
}

/** Text of the repository as a part of a line of ours: it cannot hold a mark. */
export function unmarked(text: string): string {
  return text.replaceAll("<!--", "<\u200b!--").replaceAll("\n", " ");
}
