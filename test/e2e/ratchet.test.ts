import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";
import { SAFE, stateOf, threadOf, UNSAFE, World } from "../support/world.js";

const FILE = ".no-pickle-ratchet.json";
const POLICY = { ".github/no-pickle.yml": `ratchet: ${FILE}\n` };
const world = await World.start();
afterAll(() => world.stop());

type Files = Readonly<Record<string, string>>;

/** Other code with as many uses of the same kind. */
const OTHER = UNSAFE.replace("handler(body)", "other(text)").replace("loads(body)", "loads(text.encode())");

/** The ratchet that counts what stands in some files. */
async function counted(files: Files): Promise<string> {
  const folder = laid(files);
  try {
    await runHere(["ratchet", "init", "--quiet"], { cwd: folder });
    return readFileSync(join(folder, FILE), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function laid(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-ratchet-"));
  mkdirSync(join(folder, ".git"));
  lay(folder, files);
  return folder;
}

function lay(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const before = { "app.py": UNSAFE };
const main = { ...POLICY, ...before, [FILE]: await counted(before) };

describe("the App, under a policy that names a ratchet,", () => {
  test("lets through what raises no count, and says how much is left", async () => {
    const one = world.open({ "app.py": OTHER }, main);
    await world.event(one, "opened");
    expect(stateOf(world, one)).toEqual({ reviews: [], open: 0, check: "success" });
    expect(world.check(one).title).toMatch(/; 2 left$/);
    await world.push(one, { "app.py": SAFE });
    expect(world.check(one).title).toBe("Nothing unsafe brought in; 0 left, 2 fewer than on main");
    expect(world.check(one).summary).toContain(
      "0 left, 2 fewer than on `main`, by the counts of `.no-pickle-ratchet.json` on `main`.",
    );
    await world.push(one, { "app.py": UNSAFE, "b.py": UNSAFE });
    expect(world.conclusion(one)).toBe("failure");
    expect(world.check(one).summary).toContain("4 left, 2 more than on `main`");
  });

  test("goes by the ratchet of the branch, and blocks a change of it that raises a count until it is accepted", async () => {
    const after = { ...before, "b.py": UNSAFE };
    const one = world.open({ "b.py": UNSAFE, [FILE]: await counted(after) }, main);
    await world.event(one, "opened");
    expect(world.conclusion(one)).toBe("failure");
    const said = one.pull.threads.map(({ path, comments }) => [path, comments[0]?.body ?? ""] as const);
    expect(
      said
        .filter(([path]) => path === FILE)
        .map(([, body]) => body)
        .join(),
    ).toMatch(/the ratchet allows 1 more of `pickle` .*in `b\.py`/);
    const paths = said.map(([path]) => path);
    for (const index of paths.keys())
      await world.say(one, threadOf(one, index), "maria", "/no-pickle accept as agreed");
    expect(world.conclusion(one)).toBe("success");
  });

  test("says nothing of a ratchet that the change lowers, nor of one whose uses moved along", async () => {
    const lower = world.open({ "app.py": SAFE, [FILE]: await counted({ "app.py": SAFE }) }, main);
    await world.event(lower, "opened");
    expect(stateOf(world, lower)).toEqual({ reviews: [], open: 0, check: "success" });
    const only = world.open({ [FILE]: await counted({ "app.py": SAFE }) }, main);
    await world.event(only, "opened");
    expect(world.conclusion(only)).toBe("success");
    const moved = { "lib/app.py": UNSAFE };
    const rename = world.open({ ...moved, "app.py": null, [FILE]: await counted(moved) }, main);
    await world.event(rename, "opened");
    expect(stateOf(world, rename)).toEqual({ reviews: [], open: 0, check: "success" });
    expect(world.check(rename).title).toMatch(/; 2 left$/);
  });

  test("reports a first ratchet as a weaker policy", async () => {
    const one = world.open({ ...POLICY, [FILE]: await counted(before) }, { ...before });
    await world.event(one, "opened");
    expect(stateOf(world, one)).toMatchObject({ open: 1, check: "failure" });
    expect(threadOf(one).comments[0]?.body).toContain("what `.no-pickle-ratchet.json` counts may be there");
  });
});

describe("the command line, under such a policy,", () => {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-ratchet-"));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      encoding: "utf8",
    });
  git("init", "-q", "-b", "main");
  lay(folder, main);
  git("add", ".");
  git("commit", "-qm", "main");
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (...args: readonly string[]) => runHere(args, { cwd: folder });

  test("diff, the hook and scan let through and block the same", async () => {
    for (const [text, code] of [
      [OTHER, 0],
      [SAFE, 0],
      [`${UNSAFE}\n\ndef more(body):\n    return pickle.loads(body)\n`, 1],
    ] as const) {
      lay(folder, { "app.py": text });
      git("add", ".");
      const results = [await run("diff"), await run("diff", "--staged"), await run("scan")];
      expect(results.map((one) => one.code)).toEqual([code, code, code]);
      expect((await run("scan", "--no-ratchet")).code).toBe(text === SAFE ? 0 : 1);
    }
    expect((await run("diff")).out).toContain(".no-pickle-ratchet.json of HEAD: 3 left, 1 more than there");
    expect((await run("ratchet", "check")).code).toBe(1);
  });

  test("a change of the ratchet does not count for itself", async () => {
    lay(folder, { "b.py": UNSAFE, [FILE]: await counted({ ...before, "b.py": UNSAFE }) });
    git("add", ".");
    const { code, out } = await run("diff", "--staged");
    expect(code).toBe(1);
    expect(out).toContain("the ratchet allows 1 more of `pickle.loads` (`pickle-load`) in `b.py`");
    expect(out).toMatch(/b\.py:5/);
  });
});
