import type { NotScanned } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { ListedFile } from "./read-files.js";
import type { Snapshot } from "./snapshot.js";

/** A file with its text at the head. */
export interface HeadText {
  readonly file: ListedFile;
  readonly head: string;
}

/** The most characters, on both sides, that are held of a change; files beyond that are not scanned. */
export const MAX_CHARACTERS = 48_000_000;

/** The texts at the head that are there; why the others are not is added to what is not scanned. */
export async function headTexts(
  head: Snapshot,
  wanted: readonly ListedFile[],
  notScanned: NotScanned[],
): Promise<HeadText[]> {
  const texts: HeadText[] = [];
  let room = MAX_CHARACTERS;
  for (const file of wanted) {
    const found =
      room > 0 ? await head.text(file.path) : ({ kind: "not-scanned", reason: TOO_MUCH } as const);
    // What a policy that is a link or a submodule says is nothing, which is another policy than before.
    if (file.path === POLICY_PATH && found.kind !== "text") continue;
    if (found.kind === "text") {
      room -= found.text.length;
      texts.push({ file, head: found.text });
    } else if (found.kind === "not-scanned")
      notScanned.push({
        path: file.path,
        reason: found.reason,
        blocking: ("blocking" in found ? found.blocking : undefined) ?? true,
      });
  }
  return texts;
}

/** Why a file beyond that is not scanned. */
export const TOO_MUCH = `the change holds more than ${String(MAX_CHARACTERS / 1e6)} million characters`;
