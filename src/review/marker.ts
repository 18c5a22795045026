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
  /** A comment on findings: the most serious level among them when it was written, which they are, what each rests on. */
  | ThreadMark
  /** A review whose body lists these findings. */
  | { readonly kind: "review"; readonly fingerprints: readonly string[] }
  /** An answer to the comment with this id. */
  | { readonly kind: "reply"; readonly to: string };

/** `bases` are those of the fingerprints, in their order; a mark that is older than they are has "" for each. */
export interface ThreadMark {
  readonly kind: "thread";
  readonly level: Level;
  readonly fingerprints: readonly string[];
  readonly bases: readonly string[];
}

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

/** The text with another mark in the place of its genuine one of the same kind. */
export function withMark(body: string, mark: Mark, kit: MarkKit): string {
  return body.replaceAll(MARK, (text, kind: string, data: string, signature: string) =>
    kind === mark.kind && kit.seal.isGenuine(signed(kit.place, kind, data), signature)
      ? writeMark(mark, kit)
      : text,
  );
}

function signed(place: string, kind: string, data: string): string {
  return `${place} ${kind} ${data}`;
}

function dataOf(mark: Mark): string {
  if (mark.kind === "reply") return mark.to;
  if (mark.kind === "review") return mark.fingerprints.join(",");
  const uses = mark.fingerprints.map((fingerprint, i) => {
    const basis = mark.bases[i] ?? "";
    return basis === "" ? fingerprint : `${fingerprint}-${basis}`;
  });
  return `${mark.level}:${uses.join(",")}`;
}

function markOf(kind: string, data: string): Mark[] {
  if (kind === "reply") return [{ kind, to: data }];
  const [head = "", list = ""] = kind === "thread" ? data.split(":") : ["", data];
  const items = list.split(",").filter((item) => item !== "");
  if (kind === "review") return [{ kind, fingerprints: items }];
  const level = LEVELS.find((one) => one === head);
  if (kind !== "thread" || !level) return [];
  const uses = items.map((item) => item.split("-"));
  const fingerprints = uses.map(([fingerprint = ""]) => fingerprint);
  return [{ kind, level, fingerprints, bases: uses.map(([, basis = ""]) => basis) }];
}
