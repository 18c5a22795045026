import { createHash } from "node:crypto";

import type { FileAnalysis } from "../analysis/analyze-file.js";
import type { Sighting } from "../audit/lives.js";
import type { Finding } from "../findings/finding.js";

/** What came of one file, without its text. */
export interface Kept extends Pick<FileAnalysis, "findings" | "notScanned" | "waived"> {
  /** Of each finding what stands there, as a digest: it is the same in a definition that has got another name. */
  readonly texts: readonly string[];
}

/** A finding, as it is followed from commit to commit. */
export type Seen = Finding & Sighting;

/** The findings of a file, with what stands at each. */
export function sightingsOf({ findings, texts }: Kept): readonly Seen[] {
  return findings.map((finding, i) => ({ ...finding, text: texts[i] ?? "" }));
}

/** Lines below a use that tell whether it is the same one. */
const LINES_BELOW = 4;

/** Tells what stands at a finding: its lines, and the next ones that are not empty and indented as deep. */
export function textIn(text: string): (finding: Pick<Finding, "range">) => string {
  const lines = text.split("\n");
  return ({ range: { startLine, endLine } }) => {
    const told = lines.slice(startLine, endLine + 1);
    const depth = /^\s*/.exec(told[0] ?? "")?.[0] ?? "";
    const below = lines.slice(endLine + 1, endLine + 1 + LINES_BELOW).filter((line) => line.trim() !== "");
    const end = below.findIndex((line) => !line.startsWith(depth));
    told.push(...below.slice(0, end < 0 ? below.length : end));
    const plain = told.map((line) => line.trim()).join("\n");
    return plain === "" ? "" : createHash("sha1").update(plain).digest("base64").slice(0, 20);
  };
}
