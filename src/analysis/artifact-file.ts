import type { ByteView } from "../artifacts/byte-view.js";
import { isArtifactName } from "../artifacts/artifact-names.js";
import { fileKind } from "./file-kind.js";
import type { FileBytes } from "./file-text.js";

/** A file that may run something when it is loaded; not text. */
export interface ArtifactFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly kind: "artifact";
  readonly content: ArtifactContent;
  /** As it was before the change; null where it is new, "none" where there is no change, but a tree as it is. */
  readonly base: ArtifactContent | null | "none";
}

/** The bytes of such a file, or why they could not be had. */
export type ArtifactContent = Uint8Array | ByteView | { readonly unread: string };

/** The largest file that is looked into, in bytes, and the largest without a name that tells. */
export const MAX_ARTIFACT = 25 * 1024 * 1024;
const MAX_NAMELESS = 1024 * 1024;

/** Whether a file is looked at as what may run something when it is loaded, by its name alone. */
export function isArtifactPath(path: string): boolean {
  return isArtifactName(path) && !isCode(path);
}

/**
 * Whether a changed file is looked at so: by its name, or because it is binary and not large.
 * @param size in bytes; null where it is not known
 */
export function mayBeArtifact(path: string, isBinary: boolean, size: number | null): boolean {
  if (isArtifactPath(path)) return true;
  // No document is binary, whatever its name says: `data.json` can be a pickle.
  const kind = fileKind(path);
  const isOther = !isCode(path) || kind === "document" || kind === "manifest";
  return isBinary && isOther && !PICTURES.test(path) && (size === null || size <= MAX_NAMELESS);
}

/**
 * Whether the patch of a file says that it begins as pickles since protocol 2 do: with a byte that is no text, and the number
 * of the protocol. Without a byte of zero such a file passes for text.
 */
export function beginsAsPickle(patch: string | null | undefined): boolean {
  // eslint-disable-next-line no-control-regex -- the number of the protocol is meant
  return /^\+\ufffd[\x02-\x05]/m.test(patch?.slice(0, BEGINNING) ?? "");
}

/** How much of a patch is looked at for that. */
const BEGINNING = 1000;

/** Pictures, sounds and typefaces: changes bring them in by the hundred, and nobody loads them as anything else. */
const PICTURES =
  /\.(?:png|jpe?g|gif|webp|ico|icns|bmp|tiff?|avif|heic|svgz|psd|mp[34]|m4[av]|wav|ogg|webm|avi|mov|flac|woff2?|ttf|otf|eot|pdf)$/i;

/** Whether a file is code by its name alone. */
function isCode(path: string): boolean {
  return fileKind(path) !== null && !mayBeEither(path);
}

/** Whether the name of a file leaves open whether it is text: `model.pth` is a model, `distutils.pth` has lines of Python. */
export function mayBeEither(path: string): boolean {
  const kind = fileKind(path);
  return kind === "script" || kind === "path-lines";
}

/** What there is to look at of a file. */
export function artifactContent(bytes: FileBytes): ArtifactContent {
  if (bytes === "missing") return { unread: "the file could not be read" };
  if (bytes === "too-large") return { unread: `it is larger than ${String(MAX_ARTIFACT >> 20)} MiB` };
  return bytes;
}

/** What is said of a link: it can lead to any file, also outside of the repository. */
export function linkContent(target: string): ArtifactContent {
  return { unread: `it is a symbolic link, to ${target.slice(0, 200)}` };
}
