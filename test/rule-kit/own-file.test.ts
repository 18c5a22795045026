import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** The levels of all loads in the body of a test. */
function levels(body: string, head = "tmp_path, model"): string[] {
  const lines = body.split("\n").map((line) => `    ${line}\n`);
  const text = `import os\nimport tempfile\nfrom pathlib import Path\n\nimport joblib\nimport pickle\nimport torch\n\n\ndef test_it(${head}):\n${lines.join("")}`;
  return analyzeWith("tests/test_a.py", text, {})
    .findings.filter(({ ruleId }) => /load|weights/.test(ruleId))
    .map(({ level }) => level);
}

const PATH = 'path = tmp_path / "a.pkl"\n';
const WRITTEN = `${PATH}with open(path, "wb") as f:\n    pickle.dump(model, f)\n`;

describe("a load of what the same function has written to a file of its own is a note:", () => {
  test.each([
    ["pickle, opened", `${WRITTEN}with open(path, "rb") as f:\n    assert pickle.load(f) == model`],
    ["two names of files", `${WRITTEN}with open(path, "rb") as g:\n    assert pickle.load(g) == model`],
    [
      "bytes",
      `${PATH}path.write_bytes(pickle.dumps(model))\nassert pickle.loads(path.read_bytes()) == model`,
    ],
    [
      "joblib",
      `${PATH}joblib.dump(model, path)\nassert path.exists()\nassert joblib.load(path).a == model.a`,
    ],
    ["torch", `${PATH}torch.save(model, str(path))\ntorch.load(str(path), weights_only=False)`],
    [
      "opened by a method",
      `${PATH}with path.open("wb") as f:\n    pickle.dump(model, f)\nwith path.open("rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a folder of tempfile",
      'with tempfile.TemporaryDirectory() as folder:\n    path = os.path.join(folder, "a")\n    joblib.dump(model, path)\n    joblib.load(path)',
    ],
    [
      "two at a time",
      "a, b = pickle.dumps(model), pickle.dumps(1)\nassert pickle.loads(a) == model\nassert pickle.loads(b) == 1",
    ],
    [
      "a folder in the folder",
      'folder = tmp_path / "models"\nfolder.mkdir()\npath = folder / "a"\njoblib.dump(model, path)\njoblib.load(path)',
    ],
    [
      "beside another file",
      `${PATH}other = tmp_path / "b.pkl"\nother.write_bytes(model.raw)\njoblib.dump(model, path)\njoblib.load(path)`,
    ],
    [
      "a folder by its name",
      'folder = tempfile.TemporaryDirectory()\npath = f"{folder.name}/a"\njoblib.dump(model, path)\njoblib.load(path)\nfolder.cleanup()',
    ],
    [
      "a path of py.path",
      'path = tmpdir.join("a.pkl").strpath\njoblib.dump(model, path)\njoblib.load(path)',
      "tmpdir, model",
    ],
    [
      "a path of py.path, spelled late",
      'path = tmpdir.join("a.pkl")\njoblib.dump(model, path.strpath)\njoblib.load(str(path))',
      "tmpdir, model",
    ],
    [
      "a folder of py.path",
      'path = os.path.join(tmpdir.strpath, "a.pkl")\njoblib.dump(model, path)\njoblib.load(path)',
      "tmpdir, model",
    ],
    [
      "a folder that is made through its path",
      'path = tmp_path / "sub" / "a.pkl"\npath.parent.mkdir(parents=True)\njoblib.dump(model, path)\njoblib.load(path)',
    ],
    [
      "a folder of a factory",
      'path = tmp_path_factory.mktemp("a") / "a"\njoblib.dump(model, str(path))\njoblib.load(str(path))',
      "tmp_path_factory, model",
    ],
  ])("%s", (_, body, head = "tmp_path, model") => {
    const found = levels(body, head);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set(["note"]));
  });
});

describe("and not", () => {
  test.each([
    ["a file that nothing wrote", `${PATH}joblib.load(path)`],
    ["a file that is written afterwards", `${PATH}joblib.load(path)\njoblib.dump(model, path)`],
    ["a folder that others have", 'path = Path("out") / "a"\njoblib.dump(model, path)\njoblib.load(path)'],
    ["a path that somebody else gets", `${PATH}joblib.dump(model, path)\nfill(path)\njoblib.load(path)`],
    ["a path that is bound twice", `${PATH}joblib.dump(model, path)\npath = model.path\njoblib.load(path)`],
    [
      "a file that gets other bytes",
      `${WRITTEN}path.write_bytes(model.raw)\nwith open(path, "rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a file that is written by hand",
      `${PATH}with open(path, "wb") as f:\n    pickle.dump(model, f)\n    f.write(model.raw)\nwith open(path, "rb") as f:\n    pickle.load(f)`,
    ],
    [
      "a path whose folder is filled",
      `${PATH}joblib.dump(model, path)\n(path.parent / "a.pkl").write_bytes(model.raw)\njoblib.load(path)`,
    ],
    [
      "a path whose folder somebody gets",
      `${PATH}joblib.dump(model, path)\nfill(path.parent)\njoblib.load(path)`,
    ],
    [
      "a text of a path that somebody gets",
      `${PATH}joblib.dump(model, path)\nfill(path.strpath)\njoblib.load(path)`,
    ],
    ["a path of another's", "path = model.strpath\njoblib.dump(model, path)\njoblib.load(path)"],
    [
      "a text of a folder that is filled",
      `${PATH}joblib.dump(model, path)\nfill(tmp_path.strpath)\njoblib.load(path)`,
    ],
    [
      "a text of a folder in which another name is the file",
      `${PATH}joblib.dump(model, path)\nopen(tmp_path.strpath + "/a.pkl", "wb").write(model.raw)\njoblib.load(path)`,
    ],
    [
      "a path with a part from outside",
      `path = tmp_path / model.name\njoblib.dump(model, path)\njoblib.load(path)`,
    ],
  ])("%s", (_, body) => {
    expect(levels(body)).toContain("block");
  });

  test("a folder that only has the name of one", () => {
    expect(
      levels(`tmp_path = Path("out")\n${PATH}joblib.dump(model, path)\njoblib.load(path)`, "model"),
    ).toContain("block");
  });
});

/** The same in a function of the program, with what is in the folder besides. */
const FOLDER = 'folder = tempfile.mkdtemp()\npath = os.path.join(folder, "a")\n';
const CREATED = `${FOLDER}joblib.dump(model, path)\n`;

describe("outside of tests a folder is its own only where nothing else can write into it, and not with", () => {
  test.each([
    ["a parameter by pytest's name", 'path = tmp_path / "a"\njoblib.dump(1, path)\njoblib.load(path)'],
    ["a program that runs in the folder", `${CREATED}subprocess.run(["curl", url], cwd=folder)`],
    ["an archive unpacked into it", `${CREATED}zipfile.ZipFile(url).extractall(folder)`],
    ["another spelling of the file", `${CREATED}shutil.copy(url, folder + "/A")`],
    ["another name of the file", `${CREATED}other = os.path.join(folder, "a")\nos.replace(url, other)`],
    ["a link in its place", `${CREATED}os.remove(path)\nos.symlink(url, folder + "/a")`],
    ["a name from outside in the folder", `${CREATED}shutil.copy(url, os.path.join(folder, url))`],
    ["an absolute path", 'path = os.path.join(tempfile.mkdtemp(), "/srv/a")\njoblib.dump(1, path)'],
    ["a folder above", 'path = f"{tempfile.mkdtemp()}/../a"\njoblib.dump(1, path)'],
    ["a path in a text", `${CREATED}os.system(f"curl {url} > {path}")`],
    [
      "the folder of the path",
      `${FOLDER}path = Path(path)\njoblib.dump(1, path)\n(path.parent / "a").write_bytes(url)`,
    ],
    ["a second name of the path", `${CREATED}other = str(path)\nopen(other, "wb").write(url)`],
    ["a function that sounds like a loader", `${CREATED}net.load(path)`],
    ["a function of the name of a folder's", 'path = os.path.join(net.mkdtemp(), "a")\njoblib.dump(1, path)'],
    [
      "an opener of their own",
      `${FOLDER}joblib.dump(1, path)\nwith open(path, "rb", opener=net.open) as path:\n    pass`,
    ],
    ["a descriptor", `${CREATED}os.write(os.open(path, 1), url)`],
    ["a dump that may not happen", `${FOLDER}if url:\n    joblib.dump(model, path)`],
    ["names reached by their texts", `${CREATED}open(locals()["path"], "wb").write(url)`],
    ["all names of a module", `${CREATED}pass`, "from other import *\n"],
    ["a function inside", `${CREATED}def fill():\n    open(path, "wb").write(url)\nfill()`],
  ])("%s", (_, body, first = "") => {
    const lines = `${body}\njoblib.load(path)`.split("\n").map((line) => `    ${line}\n`);
    const text = `${first}import os\nimport shutil\nimport subprocess\nimport tempfile\nimport zipfile\nfrom pathlib import Path\n\nimport joblib\nimport net\n\n\ndef test_it(tmp_path, model, url):\n${lines.join("")}`;
    const { findings } = analyzeWith("src/a.py", text, {});
    expect(findings.filter(({ ruleId }) => ruleId === "joblib-load").map(({ level }) => level)).toContain(
      "block",
    );
  });

  test("what is written there and read again", () => {
    const text = `import os\nimport tempfile\n\nimport joblib\n\n\ndef copy(model):\n    with tempfile.TemporaryDirectory() as folder:\n        path = os.path.join(folder, "a")\n        joblib.dump(model, path)\n        return joblib.load(path)\n`;
    const { findings } = analyzeWith("src/a.py", text, {});
    expect(findings.map(({ ruleId, level }) => [ruleId, level])).toContainEqual(["joblib-load", "note"]);
  });
});

describe("a buffer and", () => {
  test.each([
    ["a function of the program that sounds like a dump", "net.dump(buffer)"],
    ["one of a library that nobody knows", "net.load(buffer)"],
  ])("%s", (_, line) => {
    const text = `import io\nimport pickle\n\nimport net\n\n\ndef copy(model):\n    buffer = io.BytesIO()\n    pickle.dump(model, buffer)\n    ${line}\n    return pickle.load(buffer)\n`;
    const { findings } = analyzeWith("src/a.py", text, {});
    expect(findings.map(({ ruleId, level }) => [ruleId, level])).toContainEqual(["pickle-load", "block"]);
  });
});

test("a buffer and another format of the same library", () => {
  const text = `import io\n\nimport torch\n\n\ndef copy(model, script):\n    buffer = io.BytesIO()\n    if script:\n        torch.jit.save(model, buffer)\n    else:\n        torch.save(model, buffer)\n    buffer.seek(0)\n    return torch.load(buffer, weights_only=False)\n`;
  const { findings } = analyzeWith("src/a.py", text, {});
  expect(findings.map(({ level }) => level)).not.toContain("block");
});
