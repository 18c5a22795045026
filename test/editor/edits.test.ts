import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { Editor, replaced } from "../support/editor.js";

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "rules");
const TEXTS = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".py"))
  .map((name) => readFileSync(join(FIXTURES, name), "utf8"));
/** By `npm run test:long` ten thousand edits, and every text under every ending. */
const IS_LONG = process.env["RUNS"] !== undefined;
const RUNS = IS_LONG ? 1300 : 12;
const ENDINGS = IS_LONG ? ["py", "yaml", "ipynb", "toml", "sh", "pth"] : ["py", "yaml"];

let folder: string;
/** One that edits all the time, and one that only ever sees the end. */
let edited: Editor;
let fresh: Editor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-edits-"));
  writeFileSync(join(folder, "loaders.py"), "from pickle import loads as read\n");
  [edited, fresh] = await Promise.all([Editor.start([folder]), Editor.start([folder])]);
});

afterAll(async () => {
  expect(await edited.stop()).toBe(0);
  expect(await fresh.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

const line = fc.nat(60);
const PIECES = [
  ...[
    "",
    "\n",
    "\r\n",
    "\r",
    "    ",
    '"""',
    "(",
    "pickle",
    "# no-pickle: allow[pickle-load] x",
    "\ud83d\ude00",
    "\ud83d",
  ],
  ...[
    "import pickle\n",
    "from loaders import read\n",
    "read(data)\n",
    "eval(",
    "yaml.load(x, Loader=yaml.Loader)\n",
  ],
];
const edit = fc.record({
  start: fc.record({ line, character: fc.nat(40) }),
  length: fc.oneof(fc.constant(0), fc.nat(80)),
  text: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })),
});

test("edits leave the diagnostics that the text they lead to has", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TEXTS),
      fc.array(edit, { minLength: 1, maxLength: 15 }),
      async (text, edits) => {
        const path = join(folder, `edited${String(run++)}.py`);
        await edited.open(path, text);
        for (const { start, length, text: by } of edits) {
          const lines = edited.text(path).split(/\r\n|\r|\n/);
          const at = {
            line: Math.min(start.line, lines.length - 1),
            character: Math.min(start.character, lines[Math.min(start.line, lines.length - 1)]?.length ?? 0),
          };
          const end =
            length < 60 ? { ...at, character: at.character + length } : { line: at.line + 1, character: 0 };
          await edited.change(path, by, { start: at, end });
        }
        await fresh.open(path, edited.text(path));
        expect(await edited.diagnostics(path)).toEqual(await fresh.diagnostics(path));
        await Promise.all([edited.close(path), fresh.close(path)]);
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);

test("what the editor holds is what the test thinks it holds", () => {
  const all = { start: { line: 0, character: 1 }, end: { line: 1, character: 0 } };
  expect(replaced("ab\r\ncd", all, "x")).toBe("axcd");
});

const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["deep brackets", `import pickle\nx = ${"(".repeat(100_000)}\npickle.loads(x)\n`],
  ["deep blocks", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}if pickle:`).join("\n")],
  ["one long line", `import pickle; x = "${"a".repeat(2_000_000)}"; pickle.loads(x)`],
  ["many findings", `import pickle\n${"pickle.loads(x)\n".repeat(5000)}`],
  ["NUL", "import pickle\0\n"],
  ["halves of characters", "import pickle\n# \ud800\udc00\udfff\ud83d\npickle.loads(x)\n"],
  ["controls", "import pickle\nx = '\u202e\u0007\u001b[2J'\npickle.loads(x)\n"],
  ["nothing", ""],
  [
    "aliases",
    `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${String(i + 1)}: &a${String(i + 1)} [*a${String(i)}, *a${String(i)}]`).join("\n")}\nb: !!python/object/apply:os.system [id]\n`,
  ],
];

test("no text ends the server", async () => {
  for (const [name, text] of HOSTILE) {
    for (const ending of ENDINGS) {
      const path = join(folder, `${name}.${ending}`);
      await edited.open(path, text, ending === "py" ? "python" : ending);
      await edited.diagnostics(path);
      await edited.change(path, text.slice(0, text.length >> 1));
      await edited.diagnostics(path);
      await edited.close(path);
    }
  }
}, 600_000);

test("no message about nothing that is there ends the server", async () => {
  const nowhere = join(folder, "nowhere.py");
  const place = { line: 5, character: 5 };
  expect(await edited.ask("textDocument/hover", nowhere, { position: place })).toBeNull();
  const context = { diagnostics: [] };
  const range = { start: place, end: place };
  expect(await edited.ask("textDocument/codeAction", nowhere, { range, context })).toEqual([]);
  for (const uri of [
    "git:/a.py?x",
    "untitled:Untitled-1",
    "file://host/a.py",
    "file:///a%00.py",
    "file:///%zz",
    "x",
  ]) {
    const textDocument = { uri, languageId: "python", version: 1, text: "import pickle\n" };
    await edited.connection.sendNotification("textDocument/didOpen", { textDocument });
    await edited.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: place });
    await edited.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }
  await edited.open(join(folder, "last.py"), "import pickle\n");
  expect(await edited.diagnostics(join(folder, "last.py"))).toHaveLength(1);
});
