/** A text with a line feed for each lone carriage return, as Python reads it: offsets stay, lines do not. */
export function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
}
