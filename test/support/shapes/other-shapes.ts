import { inFile, numbered, repeated, type Shape } from "./shape.js";

const notebook = (shape: Shape): Shape => inFile("shape.ipynb", shape);
const requirements = (shape: Shape): Shape => inFile("requirements.txt", shape);
const project = (shape: Shape): Shape => inFile("pyproject.toml", shape);
const patch = (shape: Shape): Shape => inFile("shape.patch", shape);
const policy = (shape: Shape): Shape => inFile("no-pickle.yml", shape);
const comment = (shape: Shape): Shape => inFile("comment.md", shape);

const CELL = '{"cell_type": "code", "source": ["import pickle\\n", "pickle.loads(x)"]}';
const CELLS = { before: `{"cells": [${CELL}`, after: "]}" };

/** Notebooks. */
export const NOTEBOOK_SHAPES: readonly Shape[] = [
  notebook(repeated("cells", `, ${CELL}`, CELLS)),
  notebook(repeated("cells of one string", ', {"cell_type": "code", "source": "pickle.loads(x)\\n"}', CELLS)),
  notebook(
    repeated("lines of one cell", '"pickle.loads(x)\\n", ', {
      before: '{"cells": [{"cell_type": "code", "source": ["import pickle\\n", ',
      after: '"x"]}]}',
    }),
  ),
  notebook(
    repeated("one long line of a cell", "pickle.loads(x);", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle;',
      after: '"}]}',
    }),
  ),
  notebook(
    repeated("escapes in a cell", "\\u0070ickle.loads(x)\\n", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '"}]}',
    }),
  ),
  notebook(
    repeated("magics", "%time pickle.loads(x)\\n!ls\\n", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '"}]}',
    }),
  ),
  notebook(
    repeated("questions", "pickle.loads?\\n", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '"}]}',
    }),
  ),
  notebook(
    repeated("one long question", "a.", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '?"}]}',
    }),
  ),
  notebook(
    repeated("blanks before a magic", " ", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '%x"}]}',
    }),
  ),
  notebook(
    repeated("equals signs before a magic", "= ", {
      before: '{"cells": [{"cell_type": "code", "source": "import pickle\\n',
      after: '!x"}]}',
    }),
  ),
  notebook(
    repeated("outputs", ', {"cell_type": "markdown", "source": ["x"], "outputs": [{"data": "AAAA"}]}', CELLS),
  ),
  notebook(repeated("one large output", "A", { before: `{"cells": [${CELL}, {"outputs": "`, after: '"}]}' })),
  notebook(repeated("nested JSON", "[", { before: `{"cells": [${CELL}, ` })),
  notebook(repeated("JSON that is not valid", "{,", { before: `{"cells": [${CELL}, ` })),
  notebook(
    repeated("many keys in one object", '"a": 1, ', { before: `{"cells": [${CELL}], `, after: '"b": 2}' }),
  ),
  notebook(
    numbered("many keys in a cell", (i) => `"k${String(i)}": 1, `, {
      before: '{"cells": [{',
      after: '"cell_type": "code", "source": "import pickle"}]}',
    }),
  ),
];

/** Files that name dependencies. */
export const MANIFEST_SHAPES: readonly Shape[] = [
  requirements(
    numbered("requirements", (i) => `p${String(i)}>=1.0,<2.0; python_version < "3.9"\n`, {
      before: "torch>=2.6\n",
    }),
  ),
  requirements(repeated("one requirement again and again", "torch>=2.6\n")),
  requirements(repeated("one long requirement", ">=1,", { before: "torch", after: "\n" })),
  requirements(repeated("blanks in a requirement", " ", { before: "torch>=2.6", after: "x\n" })),
  requirements(repeated("joined lines of requirements", "\\\n", { before: "torch" })),
  requirements(repeated("extras", "[a,", { before: "torch", after: "\n" })),
  requirements(repeated("hashes", " --hash=sha256:abc", { before: "torch==2.6", after: "\n" })),
  requirements(repeated("a long version", ".1", { before: "torch>=2", after: "\n" })),
  requirements(repeated("a long version of letters", "a1", { before: "torch>=2", after: "\n" })),
  project(
    numbered("dependencies", (i) => `  "p${String(i)}>=1",\n`, {
      before: '[project]\ndependencies = [\n  "torch>=2.6",\n',
      after: "]\n",
    }),
  ),
  project(
    numbered("tables", (i) => `[t${String(i)}]\na = 1\n`, {
      before: '[project]\ndependencies = ["torch>=2.6"]\n',
    }),
  ),
  project(repeated("tables in tables", "a.", { before: "[", after: "b]\n" })),
  project(repeated("lists in lists", "[", { before: "a = " })),
  project(repeated("inline tables", "{a = ", { before: "a = " })),
  project(repeated("one long text of TOML", "a", { before: 'a = "', after: '"\n' })),
  inFile(
    "setup.cfg",
    numbered("options", (i) => `  p${String(i)}>=1\n`, {
      before: "[options]\ninstall_requires =\n  torch>=2.6\n",
    }),
  ),
  inFile(
    "poetry.lock",
    numbered("packages of a lock file", (i) => `[[package]]\nname = "p${String(i)}"\nversion = "1.0"\n`, {
      before: '[[package]]\nname = "torch"\nversion = "2.6"\n',
    }),
  ),
  inFile(
    "environment.yml",
    numbered("packages of conda", (i) => `  - p${String(i)}=1.0\n`, {
      before: "dependencies:\n  - torch=2.6\n",
    }),
  ),
  inFile(
    "Pipfile.lock",
    numbered("packages of Pipfile", (i) => `"p${String(i)}": {"version": "==1.0"}, `, {
      before: '{"default": {',
      after: '"torch": {"version": "==2.6"}}}',
    }),
  ),
];

/** Patches, as GitHub gives them, of a file of zero bytes or of lines `x`. */
export const PATCH_SHAPES: readonly Shape[] = [
  patch(numbered("added lines", () => "+x\n", { before: "@@ -0,0 +1,9 @@\n" })),
  patch(numbered("hunks", (i) => `@@ -${String(2 * i + 1)} +${String(2 * i + 1)} @@\n-y\n+x\n`)),
  patch(numbered("hunks of additions", (i) => `@@ -${String(i)},0 +${String(i + 1)} @@\n+x\n`)),
  patch(repeated("lines without a hunk", "x\n")),
  patch(repeated("headers alone", "@@ -1 +1 @@\n")),
  patch(repeated("headers that are cut", "@@ -1,1 +", { after: "\n" })),
  patch(repeated("files in a patch", "diff --git a/x b/x\n--- a/x\n+++ b/x\n")),
  patch(
    repeated("marks of missing line ends", "\\ No newline at end of file\n", { before: "@@ -1 +1 @@\n+x\n" }),
  ),
  patch(repeated("one long added line", "x", { before: "@@ -0,0 +1 @@\n+" })),
  patch(repeated("digits of a header", "9", { before: "@@ -", after: " +1 @@\n+x\n" })),
];

/** Policy files. */
export const POLICY_SHAPES: readonly Shape[] = [
  policy(
    numbered("waivers of a policy", (i) => `  - { rule: pickle-load, path: a${String(i)}.py, reason: x }\n`, {
      before: "waivers:\n",
    }),
  ),
  policy(numbered("ignored paths", (i) => `  - "a${String(i)}/**"\n`, { before: "ignore:\n" })),
  policy(numbered("unknown rules", (i) => `  r${String(i)}: warn\n`, { before: "rules:\n" })),
  policy(numbered("unknown keys", (i) => `k${String(i)}: 1\n`)),
  policy(repeated("one key again and again", "preset: strict\n")),
  policy(repeated("lists in lists of YAML", "[", { before: "ignore: " })),
  policy(repeated("maps in maps of YAML", "{a: ", { before: "ignore: " })),
  policy(repeated("blocks in blocks of YAML", "- ", { before: "ignore:\n " })),
  policy(
    numbered("anchors", (i) => `a${String(i + 1)}: &a${String(i + 1)} [*a${String(i)}, *a${String(i)}]\n`, {
      before: "a0: &a0 [x]\n",
    }),
  ),
  policy(repeated("one long text of YAML", "a", { before: 'preset: "', after: '"\n' })),
  policy(repeated("comments of YAML", "# x\n")),
  policy(repeated("stars in a path", "*a", { before: 'ignore: ["', after: '"]\n' })),
  policy(repeated("braces in a path", "{a,", { before: 'ignore: ["', after: '"]\n' })),
];

/** Comments on GitHub. */
export const COMMENT_SHAPES: readonly Shape[] = [
  comment(repeated("commands", "/no-pickle accept because\n")),
  comment(repeated("one long command", "a ", { before: "/no-pickle accept " })),
  comment(repeated("slashes", "/")),
  comment(repeated("fences", "```\n/no-pickle accept x\n")),
  comment(repeated("backticks", "`")),
  comment(repeated("quoted commands", "> /no-pickle accept x\n")),
  comment(repeated("quotes in quotes", "> ", { after: "/no-pickle accept x\n" })),
  comment(repeated("marks that are never closed", "<!-- no-pickle:")),
  comment(repeated("marks", "<!-- no-pickle: abc -->\n")),
  comment(repeated("blanks in a comment", " ", { before: "/no-pickle", after: "x" })),
];
