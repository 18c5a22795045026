/** Thrown (always the same one) where the text is anything but plain valid Python: another parser has to say. */
export const NOT_PLAIN = new Error("not plain Python");

/** Gives up on the text. */
export function giveUp(): never {
  throw NOT_PLAIN;
}
