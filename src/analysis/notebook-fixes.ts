import type { ExtractedPython } from "../parse/notebook.js";
import type { Span } from "../parse/syntax-tree.js";
import type { Edit, FixCandidate } from "../rule-kit/rule.js";

/** What a fix of a notebook's Python is in its JSON; null where that spells the place in another way, or needs new lines. */
export function fixInNotebook(fix: FixCandidate, python: ExtractedPython, json: string): FixCandidate | null {
  const edits: Edit[] = [];
  for (const { span, text: written } of fix.edits) {
    // What would get a line of its own behind another is put beside it: that needs no line.
    const text = written.replace(/^,\n[ \t]*/, ", ");
    const place = text.includes("\n") ? null : placeInJson(span, python, json);
    if (!place) return null;
    edits.push({ span: place, text: JSON.stringify(text).slice(1, -1) });
  }
  return { ...fix, edits };
}

function placeInJson({ start, end }: Span, python: ExtractedPython, json: string): Span | null {
  if (start < end) return samePlace({ start, end }, python, json);
  const before = start > 0 ? samePlace({ start: start - 1, end: start }, python, json) : null;
  return before && { start: before.end, end: before.end };
}

/** The same characters in the JSON, where none of them is an escape and all stand in one string. */
function samePlace(span: Span, python: ExtractedPython, json: string): Span | null {
  const written = python.text.slice(span.start, span.end);
  const place = python.originalSpan(span);
  const isSame = json.slice(place.start, place.end) === written && !/[\n\r"\\]/.test(written);
  return isSame ? place : null;
}
