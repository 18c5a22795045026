/** Bytes of which parts can be read: a file that is at hand, or one on a disk that is too large to be. */
export interface ByteView {
  readonly size: number;
  /** The bytes from `start` up to `end`, 0-based; fewer where there are not so many. */
  readonly read: (start: number, end: number) => Uint8Array;
}

/** A view of bytes that are at hand. */
export function viewOf(bytes: Uint8Array): ByteView {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** A part of a view. */
export function partOf(view: ByteView, start: number, end: number): ByteView {
  const size = Math.max(0, Math.min(end, view.size) - start);
  return { size, read: (from, to) => view.read(start + from, start + Math.min(to, size)) };
}
