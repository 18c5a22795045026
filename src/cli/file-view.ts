import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

import type { ByteView } from "../artifacts/byte-view.js";

/** A file whose parts are read when they are asked for. */
export interface OpenFile {
  readonly view: ByteView;
  readonly close: () => void;
}

/** Opens a regular file; null where there is none, or it may not be read. */
export function openFile(path: string): OpenFile | null {
  try {
    // Without waiting: a pipe has no end that opens by itself.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const close = (): void => {
      closeSync(file);
    };
    const stat = fstatSync(file);
    if (!stat.isFile()) {
      close();
      return null;
    }
    const { size } = stat;
    const read: ByteView["read"] = (start, end) => readPart(file, start, Math.min(end, size));
    return { view: { size, read }, close };
  } catch {
    return null;
  }
}

/** A file that shrinks meanwhile gives fewer bytes. */
function readPart(file: number, start: number, end: number): Uint8Array {
  if (!(start < end)) return new Uint8Array();
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, bytes.length - done, start + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
