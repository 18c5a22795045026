import { describe, expect, test } from "vitest";

import { decodeText } from "../../src/analysis/decode.js";
import { fileKind } from "../../src/analysis/file-kind.js";
import { analyze } from "../support/analyze.js";

const found = (path: string, text: string) =>
  analyze(path, text).findings.map(({ range, ruleId }) => `${String(range.startLine + 1)} ${ruleId}`);

describe("what carries Python", () => {
  test("by its name", () => {
    expect(
      ["a.py", "a.pyi", "A.PYW", "a.pyx", "a.pxd", "a.ipynb", "bin/tool", "setup.py"].map(fileKind),
    ).toEqual(["python", "python", "python", "cython", "cython", "notebook", "script", "python"]);
    expect(["a.md", "LICENSE", "a.txt", "dir/", ".gitignore", "a.html"].map(fileKind)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test("a script, if its first line says so", () => {
    const code = "import pickle\npickle.loads(x)\n";
    expect(found("bin/tool", `#!/usr/bin/env python3\n${code}`)).toEqual([
      "2 pickle-import",
      "3 pickle-load",
    ]);
    expect(found("bin/tool", `#!/bin/sh\n${code}`)).toEqual([]);
  });

  test("Cython as far as the grammar goes, and says where it does not", () => {
    const { findings, notScanned } = analyze(
      "a.pyx",
      "import numpy\n\ncdef int f(double x) nogil:\n    return 1\n\ndef g(p):\n    return numpy.load(p, allow_pickle=True)\n",
    );
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(["numpy-allow-pickle"]);
    expect(notScanned).toHaveLength(1);
    expect(notScanned[0]).toMatchObject({ blocking: false });
    expect(notScanned[0]?.reason).toContain("not all of the Cython");
  });

  test("Python 2", () => {
    expect(found("a.py", "import cPickle\nprint 'x'\nexec 'a = 1' in ns\nprint cPickle.loads(x)\n")).toEqual([
      "1 pickle-import",
      "4 pickle-load",
    ]);
  });

  test("broken text, by its words", () => {
    const { findings, notScanned } = analyze("a.py", "import pickle as p\nclass (:\n  y = p.loads(q)) ]\n");
    expect(findings.map(({ ruleId, range }) => `${String(range.startLine + 1)} ${ruleId}`)).toContain(
      "3 pickle-load",
    );
    expect(notScanned).toHaveLength(1);
  });

  test("a notebook, by the cell", () => {
    const cells = [
      { cell_type: "markdown", source: ["# pickle.loads"] },
      { cell_type: "code", source: ["%matplotlib inline\n", "import pickle\n"] },
      { cell_type: "code", source: ["!ls\n", "pickle.loads(x)"] },
      { cell_type: "code", source: ["%%writefile lib.py\n", "import marshal\n", "marshal.loads(x)"] },
      { cell_type: "code", source: ["%%bash\n", "pickle.loads(x)"] },
    ];
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4 }, null, 1);
    const { findings } = analyze("a.ipynb", text);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(["pickle-import", "pickle-load", "marshal-load"]);
    expect(findings.map(({ message }) => /\(Cell \d\.\)$/.exec(message)?.[0])).toEqual([
      "(Cell 2.)",
      "(Cell 3.)",
      "(Cell 4.)",
    ]);
    const lines = text.split("\n");
    expect(findings.map(({ range }) => lines[range.startLine]?.trim())).toEqual([
      '"import pickle\\n"',
      '"pickle.loads(x)"',
      '"marshal.loads(x)"',
    ]);
  });

  test("bytes in the encoding that the file declares", () => {
    const latin = Buffer.from("# -*- coding: latin-1 -*-\nname = 'é'\n", "latin1");
    expect(decodeText(latin)).toEqual({ ok: true, text: "# -*- coding: latin-1 -*-\nname = 'é'\n" });
    expect(decodeText(Buffer.from("name = 'é'\n", "latin1"))).toMatchObject({ ok: false });
    for (const name of ["utf-8", "utf_8_sig", "ascii", "us-ascii"]) {
      expect(decodeText(Buffer.from(`# coding: ${name}\nname = 'é'\n`, "latin1"))).toEqual({
        ok: false,
        problem: "not valid UTF-8",
      });
    }
    for (const name of ["utf_7", "big5", "iso8859_99"]) {
      expect(decodeText(Buffer.from(`# coding: ${name}\nname = 'é'\n`, "latin1"))).toEqual({
        ok: false,
        problem: `written in an encoding that is not read here (${name.replace("_", "-")}): convert it to UTF-8`,
      });
    }
  });
});

describe("where the bytes come from", () => {
  const message = (body: string) =>
    analyze("a.py", `import pickle\nimport hmac\n\n\n${body}`).findings.find(
      ({ ruleId }) => ruleId === "pickle-load",
    );

  test.each<[string, string]>([
    ["def f(request):\n    return pickle.loads(request.data)\n", "a request: `request.data`, line 6"],
    [
      "def f(sock):\n    raw = sock.recv(9)\n    return pickle.loads(raw)\n",
      "a socket: `sock.recv(9)`, line 6",
    ],
    [
      "def f(url):\n    with urlopen(url) as r:\n        return pickle.load(r)\n",
      "a download: `urlopen(url)`, line 6",
    ],
    [
      "def f(redis, k):\n    return pickle.loads(redis.get(k))\n",
      "Redis or another shared cache: `redis.get(k)`, line 6",
    ],
    ["def f(request):\n    return pickle.load(request.files['a'])\n", "an upload: `request.files`, line 6"],
    ["def f():\n    return pickle.load(open(sys.argv[1]))\n", "the command line: `sys.argv`, line 6"],
    [
      "def _g(raw):\n    return pickle.loads(raw)\n\n\ndef f(ws):\n    return _g(ws.recv())\n",
      "a web socket: `ws.recv()`, line 10",
    ],
  ])("%j", (body, source) => {
    expect(message(body)?.message).toContain(`comes from ${source}`);
    expect(message(body)?.level).toBe("block");
  });

  test("is not guessed", () => {
    expect(message("def f(raw):\n    return pickle.loads(raw)\n")?.message).toBe(
      "`pickle.loads` runs code from the bytes it reads.",
    );
  });

  test("a signature that is checked first lowers the level by one", () => {
    const body =
      "def f(raw, mac, good):\n    if not hmac.compare_digest(mac, good):\n        raise ValueError\n    return pickle.loads(raw)\n";
    expect(message(body)?.level).toBe("warn");
    const dill = analyze("a.py", `import dill\nimport hmac\n${body.replace("pickle", "dill")}`).findings.find(
      ({ ruleId }) => ruleId === "dill-load",
    );
    expect(dill?.level).toBe("warn");
  });
});
