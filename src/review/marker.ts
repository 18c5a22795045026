import { LEVELS, type Level } from "../findings/finding.js";
import type { Seal } from "./seal.js";

/**
 * Hidden marks in our comments and review bodies, by which the next run knows what was said. Each is signed, and bound
 * to the pull request: a mark that was copied, pasted or edited by somebody else counts for nothing.
 */
export interface MarkKit {
  readonly seal: Seal;
  /** `repository id#number`: a mark holds on one pull request only. */
  readonly place: string;
}

/** What a mark says. */
export type Mark =
  /** A comment on findings: the most serious level among them when it was written, and which they are. */
  | { readonly kind: "thread"; readonly level: Level; readonly fingerprints: readonly string[] }
  /** A review whose body lists these findings. */
  | { readonly kind: "review"; readonly fingerprints: readonly string[] }
  /** An answer to the comment with this id. */
  | { readonly kind: "reply"; readonly to: string };

/** Where marks of a pull request belong. The repository's number stays when it is renamed or transferred. */
export function markPlace(repositoryId: number, pullNumber: number): string {
  return `${String(repositoryId)}#${String(pullNumber)}`;
}

const MARK = /<!-- no-pickle:(thread|review|reply) ([\w=,:-]*) ([0-9a-f]{32}) -->/g;

/** The text of a mark. */
export function writeMark(mark: Mark, { seal, place }: MarkKit): string {
  const data = dataOf(mark);
  return `<!-- no-pickle:${mark.kind} ${data} ${seal.sign(signed(place, mark.kind, data))} -->`;
}

/** The genuine marks in a text. */
export function readMarks(body: string, { seal, place }: MarkKit): Mark[] {
  return [...body.matchAll(MARK)].flatMap(([, kind = "", data = "", signature = ""]) =>
    seal.isGenuine(signed(place, kind, data), signature) ? markOf(kind, data) : [],
  );
}

function signed(place: string, kind: string, data: string): string {
  return `${place} ${kind} ${data}`;
}

function dataOf(mark: Mark): string {
  if (mark.kind === "reply") return mark.to;
  const list = mark.fingerprints.join(",");
  return mark.kind === "thread" ? `${mark.level}:${list}` : list;
}

function markOf(kind: string, data: string): Mark[] {
  if (kind === "reply") return [{ kind, to: data }];
  const [head = "", list = ""] = kind === "thread" ? data.split(":") : ["", data];
  const fingerprints = list.split(",").filter((item) => item !== "");
  if (kind === "review") return [{ kind, fingerprints }];
  const level = LEVELS.find((one) => one === head);
  return kind === "thread" && level ? [{ kind, level, fingerprints }] : [];
}
