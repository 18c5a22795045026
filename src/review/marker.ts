/**
 * Hidden marks in our comments and review bodies, by which the next run knows what was said.
 * They are read only from texts that GitHub says we wrote.
 */
const MARKER = /<!-- no-pickle:findings ([0-9a-f,]*) -->/g;
const CLOSED = /\n*<!-- no-pickle:closed -->[\s\S]*?<!-- \/no-pickle:closed -->/;

/** The mark that names findings by fingerprint. */
export function marker(fingerprints: readonly string[]): string {
  return `<!-- no-pickle:findings ${fingerprints.join(",")} -->`;
}

/** The fingerprints that a text of ours names, or null if it carries no mark. */
export function markedFingerprints(body: string): string[] | null {
  const marks = [...body.matchAll(MARKER)];
  if (marks.length === 0) return null;
  return marks.flatMap((mark) => (mark[1] ?? "").split(",")).filter((item) => item !== "");
}

/** Adds the note that the finding is fixed. */
export function closedBody(body: string, sha: string): string {
  const note = `Fixed in ${sha}. Thank you.`;
  return `${openBody(body)}\n\n<!-- no-pickle:closed -->\n**${note}**\n<!-- /no-pickle:closed -->`;
}

/** Takes the note off again. */
export function openBody(body: string): string {
  return body.replace(CLOSED, "");
}

/** Whether a text carries the note. */
export function isClosedBody(body: string): boolean {
  return CLOSED.test(body);
}
