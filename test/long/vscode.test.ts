import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Editor } from "../support/editor.js";
import { VERSION } from "../support/packed.js";

const ROOT = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "no-pickle-vscode-"));
const extension = join(folder, "installed");
let size = 0;

interface Manifest {
  readonly version: string;
  readonly main: string;
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
}

const manifest = (): Manifest =>
  JSON.parse(readFileSync(join(extension, "package.json"), "utf8")) as Manifest;

beforeAll(() => {
  execFileSync("npm", ["run", "--silent", "vscode", folder], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const packed = readFileSync(join(folder, `no-pickle-${VERSION}.vsix`));
  size = packed.length;
  for (const [name, bytes] of Object.entries(unzipSync(packed))) {
    const [, path] = /^extension\/(.*[^/])$/.exec(name) ?? [];
    if (path === undefined) continue;
    mkdirSync(dirname(join(extension, path)), { recursive: true });
    writeFileSync(join(extension, path), bytes);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the extension for VS Code", () => {
  test("holds what it names, and is under 2 MB", () => {
    expect(size).toBeLessThan(2_000_000);
    const { version, main, contributes } = manifest();
    expect(version).toBe(VERSION);
    const named = [
      main,
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
      ...["server/dist/cli.js", "server/dist/tree-sitter-python.wasm", "server/dist/THIRD-PARTY.txt"],
      ...["readme.md", "LICENSE.txt", "THIRD-PARTY.txt", "changelog.md"],
    ];
    for (const path of named) expect(readFileSync(join(extension, path)).length, path).toBeGreaterThan(50);
  });

  // In place of the editor stands what takes every call: what is registered is what counts here.
  test("offers each command that it declares when it is started", () => {
    const script = `
      const Module = require("node:module");
      const commands = [];
      const anything = new Proxy(class {}, {
        get: (target, name) =>
          name === "registerCommand" ? (id) => { commands.push(id); return anything; }
          : name === Symbol.toPrimitive ? () => ""
          : name === Symbol.iterator ? [][Symbol.iterator].bind([])
          : name === "then" ? undefined
          : name === "prototype" ? target.prototype
          : anything,
        apply: () => anything,
        construct: () => anything,
        set: () => true,
      });
      const load = Module._load;
      Module._load = (name, ...rest) => (name === "vscode" ? Object.create(anything) : load(name, ...rest));
      const { activate } = require(process.argv[1]);
      activate({ asAbsolutePath: (path) => path, subscriptions: [] }).catch(() => undefined);
      console.log(JSON.stringify(commands));
      process.exit();
    `;
    const out = execFileSync(process.execPath, ["-e", script, join(extension, "extension.cjs")], {
      encoding: "utf8",
    });
    const declared = manifest().contributes.commands.map(({ command }) => command);
    expect((JSON.parse(out) as string[]).sort()).toEqual([...declared].sort());
  });

  test("brings a server that finds, fixes and explains", async () => {
    const work = join(folder, "work");
    mkdirSync(work);
    const command = [
      process.execPath,
      join(extension, "server", "dist", "cli.js"),
      "lsp",
      // As the client in the extension (vscode-languageclient) starts it.
      "--stdio",
      `--clientProcessId=${String(process.pid)}`,
    ] as const;
    const editor = await Editor.start([work], { command: [...command] });
    const path = join(work, "a.py");
    await editor.open(path, "import yaml\nyaml.load(open('x'), Loader=yaml.Loader)\n");
    const found = await editor.diagnostics(path);
    expect(found.map(({ code }) => code)).toContain("yaml-unsafe-load");
    const { range } = found[0] ?? { range: null };
    const actions = await editor.ask<{ title: string; kind: string }[]>("textDocument/codeAction", path, {
      range,
      context: { diagnostics: found, only: ["quickfix"] },
    });
    expect(actions.map(({ kind }) => kind)).toEqual(["quickfix"]);
    expect(await editor.ask("textDocument/hover", path, { position: range?.start })).toMatchObject({
      contents: { value: expect.stringContaining("Instead, for YAML documents") as string },
    });
    await editor.open(join(work, "b.py"), "import pickle\npickle.load(f)\ndef (:\n");
    expect((await editor.diagnostics(join(work, "b.py"))).length).toBeGreaterThan(1);
    await editor.stop();
  });

  test("its command line says what its commands ask for", () => {
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [join(extension, "server", "dist", "cli.js"), ...args], {
        encoding: "utf8",
      });
    expect(run("rules", "torch-load")).toMatch(/^# torch\.load/);
    expect((JSON.parse(run("rules", "--format", "json")) as unknown[]).length).toBeGreaterThan(70);
    writeFileSync(join(folder, "a.pkl"), Buffer.from("80047d8c01614b01732e", "hex"));
    expect(run("inspect", join(folder, "a.pkl"))).toMatch(/a\.pkl: inert/);
  });
});
