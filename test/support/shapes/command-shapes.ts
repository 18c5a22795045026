import { inFile, numbered, repeated, type Shape } from "./shape.js";

const make = (shape: Shape): Shape => inFile("Makefile", shape);
const workflow = (shape: Shape): Shape => inFile(".github/workflows/shape.yml", shape);
const shell = (shape: Shape): Shape => inFile("shape.sh", shape);
const setup = (shape: Shape): Shape => inFile("setup.py", shape);

const LOAD = `python -c "import pickle; pickle.load(open('x'))"`;
const STEPS = {
  before: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n",
};
const RUN = { before: `${STEPS.before}      - run: |\n` };

/** Commands in documents, and what Python is started with. */
export const COMMAND_SHAPES: readonly Shape[] = [
  make(numbered("targets that run Python", (i) => `t${String(i)}:\n\t${LOAD}\n`)),
  make(repeated("commands of one target", `\t${LOAD}\n`, { before: "all:\n" })),
  make(repeated("commands on one line", `${LOAD}; `, { before: "all:\n\t", after: "\n" })),
  make(repeated("lines that go on", `${LOAD} && \\\n\t`, { before: "all:\n\t", after: "true\n" })),
  make(numbered("variables of make", (i) => `V${String(i)} = python -c "import pickle"\n`)),
  make(numbered("files that Python runs", (i) => `\tpython data${String(i)}.txt\n`, { before: "all:\n" })),
  workflow(repeated("steps", `      - run: ${LOAD.replaceAll('"', "")}\n`, STEPS)),
  workflow(repeated("commands of one step", `          ${LOAD}\n`, RUN)),
  workflow(repeated("words of one command", "python -m timeit -s x ", RUN)),
  workflow(repeated("options of one command", "--trust-remote-code ", RUN)),
  workflow(repeated("shells in one command", `bash -c "python -c 'import pickle'" `, RUN)),
  workflow(numbered("variables of a workflow", (i) => `          export V${String(i)}=1\n`, RUN)),
  shell(repeated("commands", `${LOAD}\n`)),
  shell(repeated("here-documents", "python - <<X\nimport pickle\npickle.load(f)\nX\n")),
  shell(repeated("here-documents that never end", "python - <<X\n")),
  shell(repeated("shells in shells", "bash -c '", { after: LOAD })),
  shell(repeated("open quotes", "\"'", {})),
  setup(
    numbered("requirements of setup.py", (i) => `'torch>=2.${String(i)}', `, {
      before: "from setuptools import setup\nsetup(install_requires=[",
      after: "])\n",
    }),
  ),
  setup(
    numbered(
      "variables of setup.py",
      (i) => `r${String(i)} = ['torch>=2'] + r${String(Math.max(0, i - 1))}\n`,
      {
        before: "from setuptools import setup\nr0 = []\n",
        after: "setup(install_requires=r9)\n",
      },
    ),
  ),
  numbered("names that a module has when asked", (i) => `  if name == "n${String(i)}": return pickle\n`, {
    before: "import pickle, dill\ndef __getattr__(name):\n",
  }),
  numbered("keys of modules that are loaded when asked", (i) => `"n${String(i)}": "dill", `, {
    before: "import importlib\nN = {",
    after: "}\ndef __getattr__(name):\n  return importlib.import_module(N[name])\n",
  }),
  repeated("uses of the mapping of a module", "  N[name]\n", {
    before: `import importlib\nN = {${'"dill": "dill", '.repeat(300)}}\ndef __getattr__(name):\n`,
    after: "  return importlib.import_module(N[name])\n",
  }),
  numbered(
    "getters of a module",
    (i) => `def __getattr__(name):\n  if name == "n${String(i)}": return pickle\n`,
    {
      before: "import pickle\n",
    },
  ),
  numbered(
    "parametrized tests",
    (i) => `@pytest.mark.parametrize("f", [pickle.loads, json.loads])\ndef test_${String(i)}(f): f(x)\n`,
    {
      before: "import pickle, json, pytest\n",
    },
  ),
  repeated("values of one parametrized test", "(pickle.loads, 1), ", {
    before: "import pickle, pytest\n@pytest.mark.parametrize('f,n', [",
    after: "])\ndef test_f(f, n): f(x)\n",
  }),
  numbered("names of one parametrized test", (i) => `n${String(i)},`, {
    before: "import pickle, pytest\n@pytest.mark.parametrize('",
    after: "f', [pickle.loads])\ndef test_f(f, n1): f(x)\n",
  }),
  numbered(
    "decorators of one parametrized test",
    (i) => `@pytest.mark.parametrize("n${String(i)}", [pickle.loads])\n`,
    {
      before: "import pickle, pytest\n",
      after: "def test_f(n1): n1(x)\n",
    },
  ),
  repeated("uses of one parametrized value", "  f(x)\n", {
    before: `import pickle, pytest\n@pytest.mark.parametrize("f", [${"pickle.loads, ".repeat(200)}])\ndef test_f(f):\n`,
  }),
  repeated("commands of Python", `subprocess.run(["python", "-c", "import pickle; pickle.load(f)"])\n`, {
    before: "import subprocess\n",
  }),
  repeated("words of a command of Python", `"python", "-c", "import pickle", `, {
    before: "import subprocess\nsubprocess.run([",
    after: "])\n",
  }),
  repeated("commands in one text of Python", "python -c 'import pickle'; ", {
    before: 'import os\nos.system("',
    after: '")\n',
  }),
  numbered("files that are run", (i) => `exec(open("v${String(i)}.txt").read())\n`),
  numbered(
    "functions that pass a value on",
    (i) => `def f${String(i)}(g): g(x)\nf${String(i)}(pickle.loads)\n`,
    {
      before: "import pickle\n",
    },
  ),
  repeated("calls of a function that calls what it is given", "f(pickle.loads)\n", {
    before: "import pickle\ndef f(g): g(x)\n",
  }),
  repeated("uses in a function that is given a loader", "  g(x)\n", {
    before: `import pickle\n${"f(pickle.loads)\n".repeat(300)}def f(g):\n`,
  }),
];
