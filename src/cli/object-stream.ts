import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

import type { Git } from "./git.js";
import type { ReadObjects } from "./git-objects.js";

/** Reads objects one after the other from two git processes that stay; to be closed. */
export interface ObjectStream {
  /** Contents by name, as `readObjects` gives them. @param maxBytes objects over this size are not read */
  readonly read: (names: readonly string[], maxBytes: number) => Promise<ReadObjects>;
  readonly close: () => void;
}

/** Nothing runs before something is read. */
export function objectStream(git: Git, env: Readonly<Record<string, string | undefined>>): ObjectStream {
  let sizes: Answers | undefined;
  let contents: Answers | undefined;
  return {
    read: async (names, maxBytes) => {
      sizes ??= answersOf(git, env, "--batch-check");
      contents ??= answersOf(git, env, "--batch");
      const found = new Map<string, Buffer | "missing" | "too-large">();
      const wanted = [...new Set(names)].filter((name) => !name.includes("\n"));
      const told = await sizes.ask(wanted, false);
      const readable = wanted.filter((name, index) => {
        const size = / blob (\d+)$/.exec(told[index]?.head ?? "")?.[1];
        if (size !== undefined && Number(size) <= maxBytes) return true;
        found.set(name, size === undefined ? "missing" : "too-large");
        return false;
      });
      const read = await contents.ask(readable, true);
      for (const [index, name] of readable.entries()) found.set(name, read[index]?.content ?? "missing");
      return found;
    },
    close: () => {
      sizes?.close();
      contents?.close();
    },
  };
}

interface Answer {
  readonly head: string;
  readonly content: Buffer | null;
}

interface Answers {
  /** An answer for each name, in order. @throws if git ends before */
  readonly ask: (names: readonly string[], withContent: boolean) => Promise<readonly Answer[]>;
  readonly close: () => void;
}

function answersOf(git: Git, env: Readonly<Record<string, string | undefined>>, mode: string): Answers {
  const child = spawn("git", ["-C", git.dir, "cat-file", mode], {
    env: { ...env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
  });
  child.stdin.on("error", () => undefined);
  child.stderr.resume();
  const chunks = chunksOf(child);
  return {
    ask: async (names, withContent) => {
      // All at once: git reads on while it answers, and what it answers is read as it comes.
      if (names.length > 0) child.stdin.write(`${names.join("\n")}\n`);
      const answers: Answer[] = [];
      for (const name of names) {
        const head = (await chunks.line()).toString("latin1");
        const size = withContent ? / blob (\d+)$/.exec(head)?.[1] : undefined;
        if (withContent && size === undefined && !head.endsWith(" missing"))
          throw new Error(`git cat-file says of ${name}: ${head}`);
        const content = size === undefined ? null : await chunks.bytes(Number(size));
        if (content) await chunks.bytes(1);
        answers.push({ head, content });
      }
      return answers;
    },
    close: () => {
      child.stdin.end();
    },
  };
}

/** Cuts what a process prints into lines and runs of bytes. */
function chunksOf(child: ChildProcessWithoutNullStreams) {
  let waiting: Buffer[] = [];
  let size = 0;
  let isOver = false;
  let wake: () => void = () => undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    waiting.push(chunk);
    size += chunk.length;
    wake();
  });
  const end = (): void => {
    isOver = true;
    wake();
  };
  child.on("close", end);
  child.on("error", end);
  const more = async (): Promise<void> => {
    if (isOver) throw new Error("git cat-file has ended");
    await new Promise<void>((resolve) => (wake = resolve));
  };
  /** So many bytes, which are there; a copy, so that what is kept of it keeps nothing else. */
  const take = (count: number): Buffer => {
    const all = waiting.length === 1 ? (waiting[0] ?? Buffer.alloc(0)) : Buffer.concat(waiting);
    waiting = count === all.length ? [] : [all.subarray(count)];
    size -= count;
    return Buffer.from(all.subarray(0, count));
  };
  const bytes = async (count: number): Promise<Buffer> => {
    while (size < count) await more();
    return take(count);
  };
  return {
    bytes,
    line: async (): Promise<Buffer> => {
      for (;;) {
        let at = 0;
        for (const chunk of waiting) {
          const end = chunk.indexOf(10);
          if (end >= 0) return (await bytes(at + end + 1)).subarray(0, -1);
          at += chunk.length;
        }
        await more();
      }
    },
  };
}
