/** A text of a kind that could make a program slow or large, in any length. */
export interface Shape {
  readonly name: string;
  /** The name of the file that it would be. */
  readonly path: string;
  /** The text, of about this many characters. */
  readonly text: (size: number) => string;
}

/** What stands before, between and after the repetitions of a shape. */
interface Frame {
  readonly before?: string;
  readonly after?: string;
}

/** A shape that is one piece again and again. */
export function repeated(name: string, piece: string, { before = "", after = "" }: Frame = {}): Shape {
  const text = (size: number): string =>
    before +
    piece.repeat(Math.max(1, Math.floor((size - before.length - after.length) / piece.length))) +
    after;
  return { name, path: "shape.py", text };
}

/** A shape whose pieces are numbered, from 0. */
export function numbered(
  name: string,
  piece: (i: number, count: number) => string,
  { before = "", after = "" }: Frame = {},
): Shape {
  const text = (size: number): string => {
    const count = Math.max(
      1,
      Math.floor((size - before.length - after.length) / piece(99_999, 99_999).length),
    );
    return before + Array.from({ length: count }, (_, i) => piece(i, count)).join("") + after;
  };
  return { name, path: "shape.py", text };
}

/** The same shape as another kind of file. */
export function inFile(path: string, shape: Shape): Shape {
  return { ...shape, path };
}
