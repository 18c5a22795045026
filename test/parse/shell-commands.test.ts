import { expect, test } from "vitest";

import { pythonStart, pythonStarts } from "../../src/parse/shell-commands.js";

test.each([
  ["python -c 'import a; b(\"c\")'", ['import a; b("c")']],
  ["python3.11 -u -W ignore -c \"b('c')\" d", ["b('c')"]],
  ['cd x && A=1 /usr/bin/env python -Ic "a \\"b\\" \\$c"', ['a "b" $c']],
  ["{sys.executable} -c'a'", ["a"]],
  ["python - <<'EOF'\na\nb\nEOF\npython <<-X | cat\nc\n  X\nls", ["a\nb\n", "c\n"]],
  ["python -m pickle a.pkl", ["-m pickle"]],
  ["nohup python tools/a.txt -c d; python b.py", ["file tools/a.txt", "file b.py"]],
  ["python", [null]],
  ["echo -c 'a' # python2 no", ["file no"]],
  ["cat python.txt", []],
])("%j starts Python with %j", (commands, starts) => {
  expect(
    pythonStarts(commands).map(({ code, module, file }) =>
      module !== null ? `-m ${module}` : file !== null ? `file ${file}` : code,
    ),
  ).toEqual(starts);
});

test("a list of words is one command", () => {
  expect(pythonStart(["sys.executable", "-c", "a b"])).toMatchObject({ code: "a b" });
  expect(pythonStart(["ls", "-c", "a"])).toBeNull();
});

test("commands that never end are read in one go", () => {
  for (const text of ["'", '"a\\', "<<A\n", "python -c '", "\\", "<<A <<A ", "python <<A\n"])
    expect(pythonStarts(text.repeat(20_000))).toBeInstanceOf(Array);
});
