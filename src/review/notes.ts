import { digest } from "../findings/fingerprint.js";

/**
 * Notes that are added to a comment of ours when something becomes of its finding, and taken off again. They stand
 * between hidden marks of their own; the text is ours, so these need no signature.
 */
const CLOSED = /\n{0,2}<!-- no-pickle:closed -->[\s\S]{0,2000}?<!-- \/no-pickle:closed -->/;
const PLACE = /\n{0,2}<!-- no-pickle:place ([0-9a-f]*) -->[\s\S]{0,5000}?<!-- \/no-pickle:place -->/;

/** Adds the note that the finding needs nothing more, with the reason, and takes off where it is. */
export function closedBody(body: string, note: string): string {
  return `${placelessBody(openBody(body))}\n\n<!-- no-pickle:closed -->\n**${note}**\n<!-- /no-pickle:closed -->`;
}

/** Takes that note off again. */
export function openBody(body: string): string {
  return body.replace(CLOSED, "");
}

/** Whether a text carries that note. */
export function isClosedBody(body: string): boolean {
  return CLOSED.test(body);
}

/**
 * Adds the note where the finding is now, for a comment whose line GitHub no longer shows.
 * @param place the path and line, by which the next run knows that the note still holds
 * @param link the same as Markdown
 */
export function placedBody(body: string, place: string, link: string): string {
  const mark = digest(place);
  if (PLACE.exec(body)?.[1] === mark) return body;
  return `${placelessBody(body)}\n\n<!-- no-pickle:place ${mark} -->\nNow at ${link}.\n<!-- /no-pickle:place -->`;
}

function placelessBody(body: string): string {
  return body.replace(PLACE, "");
}
