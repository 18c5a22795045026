import type { IssueData } from "./issue-data.js";
import { keysIn } from "./issue-data.js";
import { lineMark, lineMarksIn, partsOf, type StretchName } from "./issue-marks.js";

/** What people did to the line of a use. */
export interface KeptItem {
  readonly key: string;
  readonly isTicked: boolean;
  /** What the line says of the use, as we wrote it; null where it was not on the list, or somebody changed it. */
  readonly label: string | null;
  /** What somebody wrote behind it, on the same line. */
  readonly note: string;
  /** What somebody wrote below it. */
  readonly under: readonly string[];
}

/** What of a body is people's, with the places of the stretches, in order. */
export interface Kept {
  readonly pieces: readonly (
    | { readonly kind: "words"; readonly text: string }
    | { readonly kind: "stretch"; readonly name: StretchName }
  )[];
  readonly items: readonly KeptItem[];
  /** What was told to be gone, the last first, as we wrote it. */
  readonly gone: readonly string[];
  /** The stretches that stand as they were written, each once. */
  readonly whole: readonly StretchName[];
}

/** The line of a use on the list. */
export function itemLine(key: string, label: string, isTicked: boolean): string {
  return `- [${isTicked ? "x" : " "}] ${label} ${markOf(key)}`;
}

/** The line of a use that is gone. */
export function goneLine(day: string, label: string): string {
  return `- ${day}: ${label}`;
}

function markOf(key: string): string {
  return `<!-- np:${key} -->`;
}

const ITEM = /^\s*[-*+] \[([ xX])\] (.*)<!-- np:([0-9a-f]{12}) -->(.*)$/;
const ITEM_MARK = /<!-- np:[0-9a-f]{12} -->/g;
const GONE = /^- \d{4}-\d\d-\d\d: /;

/** Finds out what of a body is people's: the words outside of our stretches, and what they did within. */
export function keptOf(body: string, data: IssueData | null): Kept {
  const pieces: Kept["pieces"][number][] = [];
  const items: KeptItem[] = [];
  const gone: string[] = [];
  const seen = new Map<StretchName, boolean>();
  for (const part of partsOf(body).parts) {
    if (part.kind === "people") {
      addWords(pieces, part.text);
      continue;
    }
    const isFirst = !seen.has(part.name);
    seen.set(part.name, isFirst && part.lines !== null);
    if (isFirst) pieces.push({ kind: "stretch", name: part.name });
    const found = within(part.text, part.lines ?? lineMarksIn(data?.lines ?? ""));
    items.push(...found.items);
    gone.push(...found.gone);
    addWords(pieces, found.words.join("\n"));
  }
  const offList = keysIn(data?.ticked ?? "").map((key): KeptItem => {
    return { key, isTicked: true, label: null, note: "", under: [] };
  });
  const whole = [...seen].flatMap(([name, isWhole]) => (isWhole ? [name] : []));
  return { pieces, items: [...items, ...offList], gone, whole };
}

function addWords(pieces: Kept["pieces"][number][], text: string): void {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first >= 0) pieces.push({ kind: "words", text: lines.slice(first).join("\n").trimEnd() });
}

/** What in a stretch is not as it was written. */
function within(
  text: string,
  lines: readonly string[],
): {
  readonly items: readonly KeptItem[];
  readonly gone: readonly string[];
  readonly words: readonly string[];
} {
  const left = new Map<string, number>();
  for (const mark of lines) left.set(mark, (left.get(mark) ?? 0) + 1);
  const isOurs = (line: string): boolean => {
    const mark = lineMark(line);
    const count = left.get(mark) ?? 0;
    left.set(mark, count - 1);
    return count > 0;
  };
  const items: (KeptItem & { under: string[] })[] = [];
  const gone: string[] = [];
  const words: string[] = [];
  /** Where lines that are not ours go: below the item before them, or out of the stretch. */
  let item: string[] | null = null;
  let blanks = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") {
      blanks++;
      continue;
    }
    const found = itemIn(line);
    const isOwn = isOurs(found ? itemLine(found.key, found.label ?? "", false) : line);
    if (found) {
      const under = isOwn ? [] : [`  - ${(found.label ?? "").replace(ITEM_MARK, "").trim()}`];
      items.push({ ...found, label: isOwn ? found.label : null, under });
      item = under;
    } else if (isOwn) {
      if (GONE.test(line)) gone.push(line);
      item = null;
    } else {
      const bare = line.replace(ITEM_MARK, "");
      if (item !== null && blanks > 0 && !/^\s/.test(line)) item = null;
      const to: string[] = item ?? words;
      if (blanks > 0 && to.length > 0) to.push("");
      to.push(bare);
    }
    blanks = 0;
  }
  return { items, gone, words };
}

function itemIn(line: string): KeptItem | null {
  const [, tick, label = "", key = "", note = ""] = ITEM.exec(line) ?? [];
  if (tick === undefined) return null;
  const own = note.replace(ITEM_MARK, "").trim();
  return { key, isTicked: tick !== " ", label: label.trim(), note: own, under: [] };
}
