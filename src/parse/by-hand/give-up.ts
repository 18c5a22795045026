/**
 * Thrown where a text is anything but plain valid Python; the grammar reads it then. Always the same object, as taking the
 * stack for a new one is slow.
 */
export const NOT_PLAIN = new Error("not plain Python");

/** Stops reading by hand: the text is left to the grammar. */
export function giveUp(): never {
  throw NOT_PLAIN;
}
