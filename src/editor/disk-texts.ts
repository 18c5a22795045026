import { statSync } from "node:fs";

import { readText } from "../cli/surroundings.js";

interface Kept {
  readonly stamp: string;
  readonly text: string | null;
}

/** How many characters of files are kept. */
const ROOM = 8_000_000;

/** The texts of files on the disk. One that has not changed since is not read again. */
export class DiskTexts {
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  /** The text of a file by its full path; null where there is none. */
  read(path: string): string | null {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) return null;
    const stamp = `${String(status.mtimeMs)} ${String(status.size)} ${String(status.ino)}`;
    const known = this.kept.get(path);
    if (known?.stamp === stamp) return known.text;
    const text = readText(path);
    this.size += (text?.length ?? 0) - (known?.text?.length ?? 0);
    if (this.size > ROOM) {
      this.kept.clear();
      this.size = text?.length ?? 0;
    }
    this.kept.set(path, { stamp, text });
    return text;
  }
}
