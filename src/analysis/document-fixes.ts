import type { Excerpt } from "../documents/excerpt.js";
import type { Settings } from "../documents/settings-as-python.js";
import type { Span } from "../parse/syntax-tree.js";
import type { Edit, FixCandidate } from "../rule-kit/rule.js";

/** What a fix of a program is in the document around it; null where that spells the program in another way. */
export function fixOfProgram(fix: FixCandidate, program: Excerpt, text: string): FixCandidate | null {
  return mapped(fix, ({ span, text: replacement }) => {
    const place = samePlace(program, span, text);
    return place && PLAIN.test(replacement) ? { span: place, text: replacement } : null;
  });
}

/** What no format around it reads in another way. */
const PLAIN = /^[\w.()=, ]*$/;

function samePlace(program: Excerpt, { start, end }: Span, text: string): Span | null {
  if (start === end) {
    const before = program.at(start - 1);
    const at = program.at(start);
    return start > 0 && at === before + 1 && text[before] === program.text[start - 1]
      ? { start: at, end: at }
      : null;
  }
  const place = { start: program.at(start), end: program.at(end - 1) + 1 };
  return text.slice(place.start, place.end) === program.text.slice(start, end) ? place : null;
}

/** What a fix of settings is in the document: another value in place of one, spelled as the one was. */
export function fixOfLiterals(fix: FixCandidate, settings: Settings, text: string): FixCandidate | null {
  return mapped(fix, ({ span, text: replacement }) => {
    const place = settings.literalAt(span);
    const spelled = place ? respelled(text.slice(place.start, place.end), replacement) : null;
    return place && spelled !== null ? { span: place, text: spelled } : null;
  });
}

function respelled(was: string, python: string): string | null {
  const [, quote = "", plain = ""] = /^(["']?)([\w./:-]*)\1$/.exec(was) ?? [];
  if (plain === "") return null;
  const text = /^["']([\w./:-]+)["']$/.exec(python)?.[1];
  if (text !== undefined) return quote + text + quote;
  const opposite = OPPOSITES.get(plain);
  const isMeant = python === "True" || python === "False";
  return isMeant && opposite !== undefined ? quote + opposite + quote : null;
}

const OPPOSITES: ReadonlyMap<string, string> = new Map(
  ["true false", "True False", "TRUE FALSE", "yes no", "on off", "1 0"].flatMap((pair) => {
    const [one = "", other = ""] = pair.split(" ");
    return [
      [one, other],
      [other, one],
    ] as const;
  }),
);

function mapped(fix: FixCandidate, edit: (edit: Edit) => Edit | null): FixCandidate | null {
  const edits: Edit[] = [];
  for (const one of fix.edits) {
    const inFile = edit(one);
    if (!inFile) return null;
    edits.push(inFile);
  }
  return { ...fix, edits };
}
