import { randomUUID } from "node:crypto";
import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Replaces what a file holds, all of it or nothing, whenever this ends; its mode stays.
 * @param was what it held when it was read
 * @returns why it was not written; null if it was
 */
export function replaceFile(path: string, bytes: Uint8Array, was: Uint8Array): string | null {
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}`);
  try {
    // A rename would replace even what may not be written to.
    closeSync(openSync(path, "r+"));
    if (!readFileSync(path).equals(was)) return "it was changed meanwhile";
    const { mode, uid, gid } = statSync(path);
    const file = openSync(beside, "wx", 0o600);
    try {
      writeFileSync(file, bytes);
      keepOwner(beside, uid, gid);
      fchmodSync(file, mode & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    return null;
  } catch (error) {
    rmSync(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EROFS"
      ? "it cannot be written to"
      : `writing failed: ${String(code)}`;
  }
}

/** Only root can give a file away: for others it is theirs, as with every editor. */
function keepOwner(path: string, uid: number, gid: number): void {
  const own = statSync(path);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch {
    return;
  }
}
