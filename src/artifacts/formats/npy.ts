import type { ByteView } from "../byte-view.js";
import { latin1 } from "../pickle/latin1.js";

/** Whether bytes begin as those of an array of numpy. */
export function isNpy(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, 6)) === "\x93NUMPY";
}

/**
 * Where in a file of numpy the pickle begins; null where its header says that it holds numbers or texts. A header that is not
 * as numpy writes it is not believed.
 */
export function pickleInNpy(view: ByteView): number | null {
  const start = view.read(0, 12);
  const data = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (data.byteLength < 12) return null;
  const isOld = data.getUint8(6) === 1;
  const length = isOld ? data.getUint16(8, true) : data.getUint32(8, true);
  const begin = isOld ? 10 : 12;
  const header = latin1(view.read(begin, begin + Math.min(length, 1 << 20)));
  return PLAIN.test(header) ? null : begin + length;
}

/** Types without objects: `'<f8'`, `[('a', '<i4'), ('b', '|S5', (2,))]`, and nothing that only an interpreter could tell. */
const PLAIN =
  /^\{'descr': (?:'[<>|=]?[?bBhHiIlLqQefdgFDGSUaVMmcn]\d*(?:\[\w+\])?'|\[(?:[\s(),[\]\d]|'(?![^'\\]*O\d*')[^'\\]*')*\]), 'fortran_order': (?:True|False), 'shape': \([\d, L]*\), \}\s*$/;
