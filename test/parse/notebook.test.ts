import { describe, expect, test } from "vitest";

import { extractNotebook, type ExtractedPython } from "../../src/parse/notebook.js";

describe("the Python of a notebook", () => {
  test.each([
    ["lines of a cell", [["a = 1\n", "b = 2"]], "a = 1\nb = 2\n"],
    ["a cell in one string", ["a = 1\nb = 2"], "a = 1\nb = 2\n"],
    ["a magic line", ["%matplotlib inline\na"], "pass              \na\n"],
    ["a shell line under an `if`", ["if a:\n  !pip install b"], "if a:\n  pass          \n"],
    ["what the shell gives", ["a = !ls"], "a = 0  \n"],
    ["a question", ["a.b??\nc"], "     \nc\n"],
    ["a cell in another language", ["%%bash\nls", "a"], "a\n"],
    ["a cell that is timed", ["%%time\na"], "pass  \na\n"],
  ])("%s", (_, cells, python) => {
    expect(extracted(notebook(cells)).text).toBe(python);
  });

  test("stands somewhere in the file", () => {
    const json = notebook(['x = ["é"]', 'y = ["\\u00e9"]']).replace("é", "\\u00e9");
    const { text, originalSpan, cellAt } = extracted(json);
    for (const start of [0, text.indexOf("y")]) {
      const end = text.indexOf("\n", start);
      const span = originalSpan({ start, end });
      expect(JSON.parse(`"${json.slice(span.start, span.end)}"`)).toBe(text.slice(start, end));
      expect(cellAt(start)).toBe(start === 0 ? 1 : 2);
    }
  });

  test("is found in worksheets, as in nbformat 3, and not where the kernel speaks another language", () => {
    const cells = [{ cell_type: "code", input: ["a = 1"] }];
    const worksheets = [{ cells }];
    const metadata = { kernelspec: { language: "R" } };
    expect(extracted(JSON.stringify({ worksheets })).text).toBe("a = 1\n");
    expect(extracted(JSON.stringify({ worksheets, metadata })).text).toBe("");
  });

  test.each([["{"], ["[]"], ["1"]])("cannot be had of %s", (json) => {
    expect(extractNotebook(json)).toMatchObject({ ok: false });
  });
});

function notebook(cells: readonly (string | readonly string[])[]): string {
  const text = { cell_type: "markdown", source: "# text" };
  const code = cells.map((source) => ({ cell_type: "code", source }));
  return JSON.stringify({ cells: [...code, text] });
}

function extracted(json: string): ExtractedPython {
  const result = extractNotebook(json);
  if (!result.ok) throw new Error(result.problem);
  return result.python;
}
