import { Gunzip, Inflate, Unzlib } from "fflate";

import { unpack, type Unpacked } from "./unpacked.js";

/** So little is put in at a time that what comes out of it, at most a thousandfold, is little as well. */
const PIECE = 4096;

/** Inflates raw deflate, as it stands in zip archives. */
export function inflate(bytes: Uint8Array, limit: number): Unpacked {
  return streamed(bytes, limit, new Inflate());
}

/** Unpacks a gzip file, all members of it. */
export function gunzip(bytes: Uint8Array, limit: number): Unpacked {
  return streamed(bytes, limit, new Gunzip());
}

/** Unpacks a zlib stream. */
export function unzlib(bytes: Uint8Array, limit: number): Unpacked {
  return streamed(bytes, limit, new Unzlib());
}

interface Stream {
  ondata?: (data: Uint8Array<ArrayBuffer>, final: boolean) => void;
  push: (chunk: Uint8Array<ArrayBuffer>, final?: boolean) => void;
}

function streamed(bytes: Uint8Array, limit: number, stream: Stream): Unpacked {
  return unpack(limit, (output) => {
    stream.ondata = (data) => {
      output.append(data);
    };
    for (let at = 0; at < bytes.length || at === 0; at += PIECE)
      stream.push(bytes.slice(at, at + PIECE), at + PIECE >= bytes.length);
  });
}
