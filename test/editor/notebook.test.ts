import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Hover } from "vscode-languageserver-protocol/node";
import { expect, test } from "vitest";

import { notebookOf } from "../../src/editor/notebook-cells.js";
import { Editor, uriOf } from "../support/editor.js";

test("places in the text of a notebook lead back to the cells", () => {
  const cells = [
    { uri: "a", text: "" },
    { uri: "b", text: 'x = "\\t\u00e9\u0001\ud83d"\ny' },
  ];
  const { text, placeOf } = notebookOf(cells);
  expect(JSON.parse(text)).toMatchObject({
    cells: [{ source: [""] }, { source: ['x = "\\t\u00e9\u0001\ud83d"\n', "y"] }],
  });
  const line = text.split("\n").findIndex((one) => one.includes("x = "));
  const column = (text.split("\n")[line] ?? "").indexOf("\\ud83d");
  expect(placeOf({ startLine: line, startColumn: 1, endLine: line, endColumn: column + 1 })).toEqual({
    uri: "b",
    range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 10 },
  });
  expect(placeOf({ startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 })).toBeNull();
});

test("a notebook that an editor shows cell by cell is looked at as one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-cells-"));
  const editor = await Editor.start([folder]);
  const notebook = uriOf(join(folder, "a.ipynb"));
  const cell = (name: string): string => `vscode-notebook-cell:/${folder}/a.ipynb#${name}`;
  const send = (method: string, params: object): Promise<void> =>
    editor.connection.sendNotification(`notebookDocument/${method}`, params);
  const item = (name: string, text: string): object => ({
    uri: cell(name),
    languageId: "python",
    version: 1,
    text,
  });
  const cells = ["one", "two"].map((name) => ({ kind: 2, document: cell(name) }));
  await send("didOpen", {
    notebookDocument: { uri: notebook, notebookType: "jupyter-notebook", version: 1, cells },
    cellTextDocuments: [
      item("one", "%matplotlib inline\nimport yaml"),
      item("two", '# "quoted"\nyaml.load(data, Loader=yaml.Loader)'),
    ],
  });
  const found = await editor.shownOf(cell("two"), ({ diagnostics }) => diagnostics.length > 0);
  expect(found).toMatchObject([
    {
      code: "yaml-unsafe-load",
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 35 } },
      relatedInformation: [{ location: { uri: cell("one"), range: { start: { line: 1, character: 0 } } } }],
    },
  ]);
  const at = { line: 1, character: 3 };
  const textDocument = { uri: cell("two") };
  const hover = await editor.connection.sendRequest<Hover>("textDocument/hover", {
    textDocument,
    position: at,
  });
  expect(JSON.stringify(hover.contents)).toContain("Instead, for");
  await send("didChange", {
    notebookDocument: { uri: notebook, version: 2 },
    change: {
      cells: {
        textContent: [
          { document: { uri: cell("two"), version: 2 }, changes: [{ text: "yaml.safe_load(data)" }] },
        ],
      },
    },
  });
  await editor.shownOf(cell("two"), ({ diagnostics }) => diagnostics.length === 0);
  await send("didClose", {
    notebookDocument: { uri: notebook },
    cellTextDocuments: [{ uri: cell("one") }, { uri: cell("two") }],
  });
  expect(await editor.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});
