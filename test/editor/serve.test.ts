import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { CodeAction, Hover, TextEdit } from "vscode-languageserver-protocol/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { CAPABILITIES, Editor, replaced, uriOf } from "../support/editor.js";

const UNSAFE = "import pickle\n\n\ndef load(data):\n    return pickle.loads(data)\n";
const YAML = "import yaml\n\n\ndef load(data):\n    return yaml.load(data, Loader=yaml.Loader)\n";

const USES = "from loaders import read\n\n\ndef load(data):\n    return read(data)\n";

let folder: string;
let editor: Editor | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-editor-"));
  editor = null;
});

afterEach(async () => {
  if (editor) expect(await editor.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

function at(path: string): string {
  return join(folder, path);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

async function start(options: Parameters<typeof Editor.start>[1] = {}): Promise<Editor> {
  editor = await Editor.start([folder], options);
  return editor;
}

describe("diagnostics", () => {
  test("are there when a file is opened, follow its text, and go when it is closed", async () => {
    const { diagnostics, ...other } = await opened("a.py", UNSAFE);
    expect(diagnostics.map(({ code, severity, range }) => [code, severity, range.start.line])).toEqual([
      ["pickle-import", 1, 0],
      ["pickle-load", 1, 4],
    ]);
    expect(diagnostics[1]).toMatchObject({
      source: "no-pickle",
      range: { start: { line: 4, character: 11 }, end: { line: 4, character: 29 } },
      relatedInformation: [
        { location: { uri: uriOf(at("a.py")), range: { start: { line: 0 } } }, message: "imported here" },
      ],
    });
    const { server } = other;
    await server.change(at("a.py"), "json", {
      start: { line: 0, character: 7 },
      end: { line: 0, character: 13 },
    });
    await server.change(at("a.py"), "json", {
      start: { line: 4, character: 11 },
      end: { line: 4, character: 17 },
    });
    expect(await server.diagnostics(at("a.py"))).toEqual([]);
    await server.change(at("a.py"), UNSAFE);
    expect(await server.diagnostics(at("a.py"))).toHaveLength(2);
    await server.close(at("a.py"));
    expect(await server.until(at("a.py"), ({ diagnostics: now }) => now.length === 0)).toEqual([]);
  });

  test("lead to the page of the rule where a server has one", async () => {
    const server = await start({ initializationOptions: { baseUrl: "https://no-pickle.example/" } });
    await server.open(at("a.py"), UNSAFE);
    const [, load] = await server.diagnostics(at("a.py"));
    expect(load?.codeDescription).toEqual({ href: "https://no-pickle.example/rules/pickle-load" });
  });

  test("are pulled by editors that do so", async () => {
    const server = await start({
      capabilities: {
        ...CAPABILITIES,
        textDocument: { ...CAPABILITIES.textDocument, diagnostic: {} },
        workspace: { ...CAPABILITIES.workspace, diagnostics: { refreshSupport: true } },
      },
    });
    expect(server.capabilities).toMatchObject({ diagnosticProvider: { interFileDependencies: true } });
    write("loaders.py", "from json import loads as read\n");
    await server.open(at("a.py"), USES);
    const first = await server.ask<{ items: unknown[] }>("textDocument/diagnostic", at("a.py"));
    expect(first).toEqual({ kind: "full", items: [] });
    await server.open(at("loaders.py"), "from pickle import loads as read\n");
    await waitFor(() => server.refreshes > 0);
    const second = await server.ask<{ items: { code: string }[] }>("textDocument/diagnostic", at("a.py"));
    expect(second.items.map(({ code }) => code)).toContain("pickle-load");
  });

  test("speak of files in other formats, of notebooks as they are written, and of Python by what the editor says", async () => {
    const server = await start();
    await server.open(at("a.yaml"), "a: !!python/object/apply:os.system ['id']\n", "yaml");
    expect(codes(await server.diagnostics(at("a.yaml")))).toEqual(["yaml-python-tag"]);
    const cell = { cell_type: "code", metadata: {}, outputs: [], source: UNSAFE.split(/(?<=\n)/) };
    const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await server.open(at("a.ipynb"), JSON.stringify(notebook, null, 1), "json");
    const found = await server.diagnostics(at("a.ipynb"));
    expect(found.map(({ code, range }) => [code, range.start.line])).toEqual([
      ["pickle-import", 7],
      ["pickle-load", 11],
    ]);
    await server.open(at("script"), "# a script\nimport pickle\n", "python");
    expect(codes(await server.diagnostics(at("script")))).toEqual(["pickle-import"]);
    await server.open(at("a.txt"), "import pickle\n", "plaintext");
    expect(await server.diagnostics(at("a.txt"))).toEqual([]);
  });
});

describe("what stands around a file", () => {
  test("is read from what is open, else from the disk", async () => {
    write("loaders.py", "from json import loads as read\n");
    const { server, diagnostics } = await opened("a.py", USES);
    expect(diagnostics).toEqual([]);
    await server.open(at("loaders.py"), "from pickle import loads as read\n");
    expect(codes(await server.until(at("a.py"), ({ diagnostics: now }) => now.length > 0))).toContain(
      "pickle-load",
    );
    await server.change(at("loaders.py"), "from json import loads as read\n");
    await server.until(at("a.py"), ({ diagnostics: now }) => now.length === 0);
    await server.change(at("loaders.py"), "from pickle import loads as read\n");
    await server.until(at("a.py"), ({ diagnostics: now }) => now.length > 0);
    await server.close(at("loaders.py"));
    await server.until(at("a.py"), ({ diagnostics: now }) => now.length === 0);
  });

  test("is read again when the editor tells of a change: policy, modules, manifests", async () => {
    const { server, diagnostics } = await opened("a.py", UNSAFE);
    expect(codes(diagnostics)).toEqual(["pickle-import", "pickle-load"]);
    write(".github/no-pickle.yml", "rules: { pickle-load: warn, pickle-import: off }\n");
    await changed(server, ".github/no-pickle.yml", 1);
    const now = await server.until(at("a.py"), (shown) => shown.diagnostics.length === 1);
    expect(now.map(({ code, severity }) => [code, severity])).toEqual([["pickle-load", 2]]);
    write(".github/no-pickle.yml", "rules: { pickle-lod: warn }\n");
    await changed(server, ".github/no-pickle.yml", 2);
    const problems = await server.until(at(".github/no-pickle.yml"), () => true);
    expect(problems).toMatchObject([{ code: "policy", severity: 1, range: { start: { line: 0 } } }]);
    await server.until(at("a.py"), (shown) => shown.diagnostics.length === 2);
    write(".github/no-pickle.yml", 'ignore: ["a.py"]\n');
    await changed(server, ".github/no-pickle.yml", 2);
    await server.until(at("a.py"), (shown) => shown.diagnostics.length === 0);
    await server.until(at(".github/no-pickle.yml"), (shown) => shown.diagnostics.length === 0);
    write("later.py", "from pickle import loads as read\n");
    await changed(server, "later.py", 1);
    await server.open(at("b.py"), USES.replace("loaders", "later"));
    expect(codes(await server.diagnostics(at("b.py")))).toContain("pickle-load");
    write("requirements.txt", "torch==2.0.0\n");
    await changed(server, "requirements.txt", 1);
    await server.open(at("c.py"), 'import torch\n\nmodel = torch.load("model.pt")\n');
    const old = await server.diagnostics(at("c.py"));
    write("requirements.txt", "torch==2.9.0\n");
    await changed(server, "requirements.txt", 2);
    await server.until(at("c.py"), (shown) => JSON.stringify(shown.diagnostics) !== JSON.stringify(old));
  });

  test("is the nearest folder of several, each with its own policy", async () => {
    write("one/.github/no-pickle.yml", "rules: { pickle-load: note, pickle-import: off }\n");
    write("two/.github/no-pickle.yml", "rules: { pickle-import: warn, pickle-load: off }\n");
    editor = await Editor.start([at("one")]);
    await editor.open(at("one/a.py"), UNSAFE);
    await editor.open(at("two/sub/a.py"), UNSAFE);
    expect(codes(await editor.diagnostics(at("one/a.py")))).toEqual(["pickle-load"]);
    expect(codes(await editor.diagnostics(at("two/sub/a.py")))).toEqual(["pickle-import", "pickle-load"]);
    await editor.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: uriOf(at("two")), name: "two" }], removed: [] },
    });
    const now = await editor.until(at("two/sub/a.py"), (shown) => shown.diagnostics.length === 1);
    expect(codes(now)).toEqual(["pickle-import"]);
  });

  test("counts waivers, in the policy and in the code, as a scan does", async () => {
    write(
      ".github/no-pickle.yml",
      'waivers:\n  - { rule: pickle-load, path: a.py, symbol: pickle.loads, reason: "signed" }\n',
    );
    const { server, diagnostics } = await opened("a.py", UNSAFE);
    expect(diagnostics).toEqual([]);
    await server.open(
      at("b.py"),
      UNSAFE.replace("loads(data)", "loads(data)  # no-pickle: allow[pickle-load] signed"),
    );
    expect(codes(await server.diagnostics(at("b.py")))).not.toContain("pickle-load");
  });
});

describe("mentoring", () => {
  test("says why, and what to write instead", async () => {
    const { server } = await opened("a.py", UNSAFE);
    const hover = await server.ask<Hover>("textDocument/hover", at("a.py"), {
      position: { line: 4, character: 15 },
    });
    const { value } = hover.contents as { value: string };
    expect(value).toContain("A pickle is a program");
    expect(value).toContain("Instead, for plain data: `json`");
    expect(value).toContain("When it is fine:");
    expect(
      await server.ask("textDocument/hover", at("a.py"), { position: { line: 3, character: 0 } }),
    ).toBeNull();
  });

  test.each([
    ["line feeds", "\n"],
    ["carriage returns and line feeds", "\r\n"],
  ])("offers a proven fix, which leaves nothing to find: %s", async (_, end) => {
    const { server } = await opened("a.py", YAML.replaceAll("\n", end));
    const [action] = await actions(server, "a.py", 4);
    expect(action).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "yaml-unsafe-load" }] });
    await apply(server, "a.py", action);
    expect(server.text(at("a.py"))).toBe(
      YAML.replace("yaml.Loader", "yaml.SafeLoader").replaceAll("\n", end),
    );
    expect(await server.diagnostics(at("a.py"))).toEqual([]);
  });

  test("answers for the text as it is now, right after it was changed", async () => {
    const { server } = await opened("a.py", YAML);
    await server.change(at("a.py"), `\n\n${YAML}`);
    const [action] = await actions(server, "a.py", 6);
    await apply(server, "a.py", action);
    expect(await server.diagnostics(at("a.py"))).toEqual([]);
  });
});

describe("the process", () => {
  test("ends with 1 where nobody said shutdown, and when the editor goes away", async () => {
    const first = await Editor.start([folder]);
    await first.connection.sendNotification("exit");
    expect(await first.ended).toBe(1);
    const second = await Editor.start([folder]);
    second.server.stdin?.end();
    expect(await second.ended).toBe(1);
  });
});

async function opened(
  path: string,
  text: string,
): Promise<{ server: Editor; diagnostics: Awaited<ReturnType<Editor["diagnostics"]>> }> {
  const server = await start();
  await server.open(at(path), text);
  return { server, diagnostics: await server.diagnostics(at(path)) };
}

async function changed(server: Editor, path: string, type: 1 | 2 | 3): Promise<void> {
  await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: uriOf(at(path)), type }],
  });
}

async function actions(server: Editor, path: string, line: number, only?: string[]): Promise<CodeAction[]> {
  const place = { line, character: 0 };
  return server.ask("textDocument/codeAction", at(path), {
    range: { start: place, end: place },
    context: { diagnostics: [], triggerKind: 2, ...(only && { only }) },
  });
}

async function apply(server: Editor, path: string, action: CodeAction | undefined): Promise<void> {
  const [change] = action?.edit?.documentChanges ?? [];
  const edits = change && "edits" in change ? (change.edits as TextEdit[]) : [];
  expect(edits).toHaveLength(1);
  const text = edits.reduce(
    (before, { range, newText }) => replaced(before, range, newText),
    server.text(at(path)),
  );
  await server.change(at(path), text);
}

function codes(diagnostics: readonly { readonly code?: unknown }[]): unknown[] {
  return diagnostics.map(({ code }) => code);
}

async function waitFor(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isSo()).toBe(true);
}
