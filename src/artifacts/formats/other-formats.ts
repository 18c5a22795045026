import type { ByteView } from "../byte-view.js";
import type { BareSign } from "../judge-pickle.js";
import { isArtifactName } from "../artifact-names.js";
import { latin1 } from "../pickle/latin1.js";

/** A format that holds no pickles, or cannot be looked into. */
export interface OtherFormat {
  readonly name: string;
  /** What is wrong with it; null where nothing is. */
  readonly sign: BareSign | null;
}

/** Recognizes what is no pickle and no archive that can be read; null for what is not known. */
export function otherFormat(path: string, view: ByteView): OtherFormat | null {
  const start = latin1(view.read(0, 64));
  if (start.startsWith("version https://git-lfs.github.com/spec/v1"))
    return {
      name: "pointer to Git LFS",
      sign:
        isArtifactName(path) && !isPlain(path)
          ? opaque("its content is kept in Git LFS, and is not in the repository")
          : null,
    };
  if (start.startsWith("GGUF")) return { name: "GGUF", sign: null };
  if (/\.safetensors$/i.test(path)) return safetensors(view);
  const locked = LOCKED.find(([magic]) => start.startsWith(magic));
  if (!locked) return null;
  // By its own name nothing that loads models opens it.
  const isByItsName = /\.(?:7z|rar|cb7|cbr)$/i.test(path);
  return {
    name: locked[1],
    sign: isByItsName ? null : opaque(`it is ${locked[1]}, which is not looked into`),
  };
}

const LOCKED: readonly (readonly [string, string])[] = [
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
];

function isPlain(path: string): boolean {
  return /\.(?:safetensors|gguf)$/i.test(path);
}

/** Eight bytes of length, and that much of JSON. */
function safetensors(view: ByteView): OtherFormat {
  const head = view.read(0, 9);
  const data = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isOne =
    head.length === 9 &&
    head[8] === 0x7b &&
    data.getBigUint64(0, true) <= BigInt(Math.min(view.size - 8, MAX_HEADER));
  const sign = isOne ? null : opaque("its name says that it holds tensors only, and it does not begin so");
  return { name: "safetensors", sign };
}

/** Source: safetensors, `tensor.rs`. */
const MAX_HEADER = 100_000_000;

function opaque(says: string): BareSign {
  return { verdict: "opaque", symbol: "", call: null, says };
}
