import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What is to be done about a fetch that failed. */
export type FetchFailure =
  /** There was too much at a time: the same later. */
  | "limited"
  /** The network or the server failed for the moment: the same soon. */
  | "passing"
  /** It brought more than it may. */
  | "too-large"
  /** It would fail again. */
  | "final";

/** A fetch that failed; the message says why in plain words. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly kind: FetchFailure;
  /** What git printed. */
  readonly printed: string;

  constructor(kind: FetchFailure, message: string, printed = "") {
    super(message);
    this.kind = kind;
    this.printed = printed;
  }
}

/** What a fetch goes by. */
export interface FetchLimits {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** The most that it may bring. */
  readonly maxBytes: number;
}

const LOOK_EVERY_MS = 200;

/**
 * Fetches from `origin` into a bare repository, and nothing else than what is asked for.
 * @throws FetchError
 */
export async function fetchFrom(
  dir: string,
  args: readonly string[],
  input: readonly string[],
  { env, signal, maxBytes }: FetchLimits,
): Promise<void> {
  const common = ["--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"];
  const all = ["-C", dir, "-c", "fetch.negotiationAlgorithm=noop", "fetch", ...common, ...args];
  const packs = join(dir, "objects", "pack");
  const before = await sizeOf(packs);
  let isTooLarge = false;
  const child = spawn("git", all, {
    env: { ...env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" },
    stdio: ["pipe", "ignore", "pipe"],
    signal,
  });
  const printed: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => {
    if (printed.length < 100) printed.push(chunk);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input.map((line) => `${line}\n`).join(""));
  const watch = setInterval(() => {
    void sizeOf(packs).then((size) => {
      if (size - before <= maxBytes) return;
      isTooLarge = true;
      child.kill();
    });
  }, LOOK_EVERY_MS);
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => {
      if (child.pid === undefined) resolve(null);
    });
    child.on("close", resolve);
    // What it has started goes on for a while where nothing comes from the network, and holds what it prints open.
    child.on("exit", (ended) => {
      if (signal.aborted || isTooLarge) resolve(ended);
    });
  });
  child.stderr.destroy();
  clearInterval(watch);
  if (code === 0 && (await sizeOf(packs)) - before <= maxBytes) return;
  const text = Buffer.concat(printed).toString("utf8");
  if (signal.aborted) throw new FetchError("final", "it takes too long to fetch");
  if (isTooLarge || code === 0) throw new FetchError("too-large", "there is too much to fetch");
  throw new FetchError(...judged(text), text);
}

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder).catch(() => []))
    sum += await stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    );
  return sum;
}

const PASSING =
  /returned error: 5\d\d|early EOF|RPC failed|unexpected disconnect|hung up|Could not resolve host|Connection (?:reset|refused|timed out)|Failed to connect|timed out|Empty reply|Recv failure|too slow/i;

/** What became of it, by what git printed. */
function judged(text: string): [FetchFailure, string] {
  const lines = text.split("\n").filter((line) => line !== "");
  const said = (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines[0] ?? "git fetch failed").slice(
    0,
    300,
  );
  if (/returned error: 429|rate limit/i.test(text))
    return ["limited", "GitHub's rate limit for git is reached"];
  if (/could not read Username|Authentication failed|returned error: 401/i.test(text))
    return ["final", "git may not read it: the token needs contents: read"];
  if (text.includes("returned error: 403"))
    return ["final", "git may not read it (403): the token needs contents: read, or single sign-on"];
  if (/repository .* not found/i.test(text))
    return ["final", "git does not find it, or may not read it: the token needs contents: read"];
  return [PASSING.test(text) ? "passing" : "final", said.replace(/^(?:fatal|error): /, "")];
}
