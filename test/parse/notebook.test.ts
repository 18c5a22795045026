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
    ["a cell that is timed, with what runs before it", ["%%timeit -n1 -r 2 a\nb"], "a\nb\n"],
    ["magics above each other", ["%%capture out\n%%time\na"], "pass         \npass  \na\n"],
    ["a statement that is timed", ["%time a = f(\n  b)"], "a = f(\n  b)\n"],
    ["one with options", ["if a:\n  %timeit -n1 -r 3 -o f(b)"], "if a:\n  f(b)\n"],
    ["what a timed statement gives", ["a = %time f(b)"], "a = f(b)\n"],
    ["what another magic gives", ["a = %who_ls x"], "a = 0        \n"],
    ["a shell line that starts Python", ["!python -c 'a'"], "get_ipython().system(\"python -c 'a'\")\n"],
    ["shell lines that start Python", ["%%bash\npython a"], 'get_ipython().system("python a")\n'],
    ["a variable of the environment", ["%env A=1"], 'environ["A"] = "1"\n'],
    ["a call without brackets", ["/f a, b\n,g c d"], 'f(a, b)\ng("c", "d")\n'],
    ["a command over two lines", ["!ls \\\n -l\na"], "pass     \na\n"],
    ["a percent sign within brackets", ['("%s"\n% a)'], '("%s"\n% a)\n'],
    ["a percent sign behind a backslash", ["a \\\n%b"], "a \\\n%b\n"],
    ["magics within a string", ['"""\n%time """; a; """\n!b"""'], '"""\n%time """; a; """\n!b"""\n'],
    ["a comparison", ["a == %b"], "a == %b\n"],
    ["another interpreter", ["%%python3\na\n b"], "def __program__():\n a\n  b\n pass\n\n"],
    ["one that is named", ["%%script --bg /usr/bin/python3.11 -u\na"], "def __program__():\n a\n pass\n\n"],
    ["a magic of somebody's own", ["%%mytimer -v\na = b()"], "pass        \na = b()\n"],
    ["an import under one", ["%%spark\nimport a\na"], "pass   \nimport a\na\n"],
    ["another language under one", ["%%spark\nimport a.b\nval x = f()", "a"], "a\n"],
    ["what is known not to be Python", ["%%julia\nimport a", "%%html\nf(x)", "%%mine\n<b>f(x)", "a"], "a\n"],
    ["Cython", ["%%cython\ncdef int f(x)", "a"], "a\n"],
    ["a file of Python", ["%%writefile a.py\nb"], "def __program__():\n b\n pass\n\n"],
    [
      "a file that is run",
      ["%%writefile a\nb", "%run a"],
      'def __program__():\n b\n pass\n\nexecfile("a")\n',
    ],
    ["a file that is not", ["%%writefile a.md\nb", "a"], "a\n"],
    ["a lone carriage return", ["a # b\rc"], "a # b\nc\n"],
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
    const metadata = { kernelspec: { name: "ir", language: "R" } };
    expect(extracted(JSON.stringify({ worksheets })).text).toBe("a = 1\n");
    expect(extracted(JSON.stringify({ worksheets, metadata })).text).toBe("");
  });

  test.each([
    [{ kernelspec: { name: "python3", language: "R" } }, true],
    [{ kernelspec: { name: "mine", language: "R" }, language_info: { name: "python" } }, true],
    [{ kernelspec: { name: "mine" } }, true],
    [{ kernelspec: { language: "julia" } }, false],
    [{ kernelspec: { name: "mine", language: "R" } }, false],
  ])("is that of the kernel: %j", (metadata, isPython) => {
    const cells = [{ cell_type: "code", source: "a" }];
    expect(extracted(JSON.stringify({ cells, metadata })).text).toBe(isPython ? "a\n" : "");
  });

  test("is in the last of two lists of cells", () => {
    const [first, second] = ["a", "b"].map((source) => JSON.stringify([{ cell_type: "code", source }]));
    expect(extracted(`{"cells": ${first ?? ""}, "cells": ${second ?? ""}}`).text).toBe("b\n");
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
