import { isPickleName } from "./artifact-names.js";
import type { ByteView } from "./byte-view.js";
import { isHdf5 } from "./formats/model-config.js";
import { isNpy, pickleInNpy } from "./formats/npy.js";
import { PACKINGS } from "./formats/packings.js";
import { isTar } from "./formats/tar.js";
import { isHeaded, mayBePickle } from "./pickle-stream.js";

/** How much of something large is read to see what it is. */
export const START = 64 * 1024;

/** Whether something packed is to be unpacked to its end, by what it begins with and by its name. */
export function isOfInterest(start: ByteView, path: string): boolean {
  const bytes = start.read(0, START);
  return (
    isPickleName(path) ||
    /\.(?:pyw?|json)$/i.test(path) ||
    isHeaded(bytes, 0) ||
    mayBePickle(bytes) ||
    PACKINGS.some(({ isIt }) => isIt(bytes)) ||
    bytes[0] === 0x50 ||
    isTar(bytes) ||
    (isNpy(bytes) && pickleInNpy(start) !== null) ||
    isHdf5(bytes)
  );
}
