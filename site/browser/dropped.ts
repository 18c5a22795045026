import { isArtifactName } from "../../src/artifacts/artifact-names.js";
import type { NewArtifact } from "../review.js";

/** The largest file that is taken, in bytes. */
const MAX_BYTES = 25 * 1024 * 1024;

/** What was dropped on the page, or chosen. */
export type Dropped =
  | { readonly kind: "policy"; readonly text: string }
  | { readonly kind: "text"; readonly path: string; readonly text: string }
  | { readonly kind: "artifact"; readonly artifact: NewArtifact }
  | { readonly kind: "refused"; readonly problem: string };

/** Tells what a file is; its bytes are read and go nowhere. Never rejects. */
export async function readDropped(file: File): Promise<Dropped> {
  if (file.size > MAX_BYTES) return { kind: "refused", problem: `${file.name} is larger than 25 MiB` };
  const read = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
  if (!read) return { kind: "refused", problem: `${file.name} cannot be read` };
  const text = textOf(read);
  if (text === null || isArtifactName(file.name))
    return { kind: "artifact", artifact: { path: file.name, bytes: read } };
  return /^\.?no-pickle\.ya?ml$/.test(file.name)
    ? { kind: "policy", text }
    : { kind: "text", path: file.name, text };
}

function textOf(bytes: Uint8Array): string | null {
  if (bytes.subarray(0, 8000).includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
