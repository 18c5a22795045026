import { spawnSync } from "node:child_process";

import { decodeText } from "../analysis/decode.js";
import type { FileBytes } from "../analysis/file-text.js";
import { READ_LIMIT } from "./files-on-disk.js";
import type { Git } from "./git.js";
import { readObjects } from "./git-objects.js";
import type { ObjectStream } from "./object-stream.js";

/** How many bytes are kept at a time, unless something else is said. */
const ROOM = 192 * 1024 * 1024;
/** The largest file, in bytes, that is read for the sake of others. */
const MAX_AROUND = 5 * 1024 * 1024;
const AT_ONCE = 200;

/** Why a blob is not read. */
export type NoBytes = Extract<FileBytes, string>;

/** How blobs are had. */
export interface BlobSource {
  readonly room?: number;
  /** What reads them where they are there; else a process is started for each few. */
  readonly objects?: ObjectStream;
  /** Brings blobs that are not there yet; returns why some do not come. */
  readonly fetch?: (blobs: readonly string[]) => Promise<ReadonlyMap<string, NoBytes>>;
}

/** Blobs by id: read many at a time, and the last ones kept. */
export class BlobTexts {
  private readonly known = new Map<string, FileBytes>();
  private readonly git: Git;
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly source: BlobSource;
  private readonly refused = new Map<string, NoBytes>();
  private size = 0;

  constructor(git: Git, env: Readonly<Record<string, string | undefined>>, source: BlobSource = {}) {
    this.git = git;
    this.env = env;
    this.source = source;
  }

  /** Reads those that are not known yet. */
  async load(blobs: readonly string[]): Promise<void> {
    const unknown = [...new Set(blobs)].filter((blob) => !this.known.has(blob));
    const refused = await this.source.fetch?.(unknown);
    for (const [blob, why] of refused ?? []) this.refused.set(blob, why);
    const missing = refused ? unknown.filter((blob) => !refused.has(blob)) : unknown;
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const some = missing.slice(start, start + AT_ONCE);
      const read = await (this.source.objects?.read(some, READ_LIMIT) ??
        readObjects(this.git, some, READ_LIMIT));
      for (const [blob, content] of read)
        this.keep(blob, typeof content === "string" ? content : Buffer.from(content));
    }
  }

  /** The bytes of a blob. One that is not known by now is read by itself. */
  bytes(blob: string): FileBytes {
    const known = this.known.get(blob);
    if (known !== undefined) return known;
    const refused = this.refused.get(blob);
    if (refused !== undefined) return refused;
    const run = spawnSync("git", ["-C", this.git.dir, "cat-file", "blob", blob], {
      env: { ...this.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
      maxBuffer: READ_LIMIT,
    });
    const bytes = run.status === 0 ? run.stdout : "missing";
    this.keep(blob, bytes);
    return bytes;
  }

  /** The text of a blob that is read for the sake of others; null where it is none. */
  text(blob: string): string | null {
    const bytes = this.bytes(blob);
    if (typeof bytes === "string" || bytes.length > MAX_AROUND) return null;
    const decoded = decodeText(bytes);
    return decoded.ok ? decoded.text : null;
  }

  private keep(blob: string, bytes: FileBytes): void {
    this.known.set(blob, bytes);
    this.size += bytes.length;
    for (const [oldest, gone] of this.known) {
      if (this.size <= (this.source.room ?? ROOM)) return;
      this.known.delete(oldest);
      this.size -= gone.length;
    }
  }
}
