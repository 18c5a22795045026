import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

/** What blocks, as rules. */
function blocks(text: string): string[] {
  return analyze("a.py", text)
    .findings.filter(({ level }) => level === "block")
    .map(({ ruleId }) => ruleId);
}

const IMPORTS = "import io\nimport pickle\n\n\n";
const TWO = `${IMPORTS}def test_it(thing):\n    data = pickle.dumps(thing)\n    assert pickle.loads(data) == thing\n`;
const BUFFER = `${IMPORTS}def test_it(thing):\n    buf = io.BytesIO()\n    pickle.dump(thing, buf)\n    buf.seek(0)\n    assert pickle.load(buf) == thing\n`;

describe("what the same function has just dumped is no way in", () => {
  test.each<[string, string]>([
    ["in two statements", TWO],
    [
      "in a loop",
      `${IMPORTS}def test_it(thing):\n    for p in range(5):\n        s = pickle.dumps(thing, p)\n        assert len(s) > 2\n        other = pickle.loads(s)\n        assert other == thing\n`,
    ],
    [
      "of which members are read",
      TWO.replace(
        "assert pickle.loads(data) == thing",
        "other = pickle.loads(data)\n    assert check(other.x)",
      ),
    ],
    ["that is deleted", TWO.replace(/$/, "    del data\n")],
    ["that is deleted in brackets", TWO.replace(/$/, "    del(data)\n")],
    [
      "below a star that stands before the import",
      TWO.replace("import pickle", "from x import *\nimport pickle"),
    ],
    ["through a buffer", BUFFER],
    [
      "through a buffer in a with",
      BUFFER.replace("buf = io.BytesIO()", "with io.BytesIO() as buf:")
        .replaceAll("\n    pickle.dump", "\n        pickle.dump")
        .replaceAll("\n    buf", "\n        buf")
        .replace("\n    assert", "\n        assert"),
    ],
    ["through a buffer of bytes", TWO.replace("pickle.loads(data)", "pickle.load(io.BytesIO(data))")],
    ["by the content of a buffer", BUFFER.replace("pickle.load(buf)", "pickle.loads(buf.getvalue())")],
    [
      "by the classes",
      BUFFER.replace("pickle.dump(thing, buf)", "pickle.Pickler(buf).dump(thing)").replace(
        "pickle.load(buf)",
        "pickle.Unpickler(buf).load()",
      ),
    ],
    [
      "by the names",
      TWO.replace("import pickle", "from pickle import dumps, loads").replaceAll("pickle.", ""),
    ],
    [
      "of torch",
      BUFFER.replace("import pickle", "import torch")
        .replace("pickle.dump(", "torch.save(")
        .replace("pickle.load(buf)", "torch.load(buf, weights_only=False)"),
    ],
    [
      "of cloudpickle",
      TWO.replace("import pickle", "import pickle\nimport cloudpickle").replace(
        "pickle.dumps",
        "cloudpickle.dumps",
      ),
    ],
  ])("%s", (_, text) => {
    expect(blocks(text)).toEqual([]);
  });
});

describe("what a loader reads is a copy, whoever is given the bytes as well", () => {
  const loads = (text: string): (readonly [string, string])[] =>
    analyze("a.py", text)
      .findings.filter(({ ruleId }) => !/^pickle-(?:import|write)$/.test(ruleId))
      .map(({ ruleId, level }) => [ruleId, level] as const);
  const writes = (text: string): number =>
    analyze("a.py", text).findings.filter(({ ruleId }) => ruleId === "pickle-write").length;

  test.each<[string, string]>([
    ["bytes that are sent", TWO.replace("    assert", "    send(data)\n    assert")],
    ["bytes that are written to a file", TWO.replace("    assert", "    thing.file.write(data)\n    assert")],
  ])("%s: the load is a copy, and what was written is still told", (_, text) => {
    expect(loads(text)).toEqual([["pickle-load", "note"]]);
    expect(writes(text)).toBe(1);
  });

  test("a document of YAML that is stored, and tried", () => {
    const text =
      "import yaml\n\n\ndef save(x, file):\n    text = yaml.dump(x)\n    file.write(text)\n    try:\n        yaml.unsafe_load(text)\n    except yaml.YAMLError:\n        warn(file)\n";
    expect(loads(text)).toEqual([["yaml-unsafe-load", "note"]]);
  });

  test.each<[string, string]>([
    ["a name that is bound again", TWO.replace("    assert", "    data = swap(data)\n    assert")],
    ["a name that is added to", TWO.replace("    assert", "    data += swap(data)\n    assert")],
    [
      "a name that an inner function binds",
      TWO.replace(
        "    assert",
        "    def change():\n        nonlocal data\n        data = thing.raw\n    change()\n    assert",
      ),
    ],
    ["a name of the module", TWO.replace("    data =", "    global data\n    data =")],
    ["a buffer", BUFFER.replace("    buf.seek", "    send(buf)\n    buf.seek")],
    ["bytes that were dumped by another", TWO.replace("pickle.dumps(thing)", "thing.dumps()")],
  ])("not %s", (_, text) => {
    expect(loads(text)).toContainEqual(["pickle-load", "block"]);
  });
});

describe("the module of Python 2 by the names that six gives it", () => {
  test.each(["six.moves", "django.utils.six.moves", "sklearn.externals.six.moves"])("%s", (module) => {
    const text = TWO.replace("import pickle", `from ${module} import cPickle as pickle`);
    expect(blocks(text)).toEqual([]);
    expect(blocks(text.replace("loads(data)", "loads(thing)"))).toContain("pickle-load");
  });
});

describe("unless other bytes can get there", () => {
  test.each<[string, string]>([
    ["dumps is replaced", TWO.replace("\n\n\n", "\npickle.dumps = bytes\n\n\n")],
    ["loads is replaced by setattr", TWO.replace("\n\n\n", '\nsetattr(pickle, "dumps", bytes)\n\n\n')],
    ["the module is given away", TWO.replace("\n\n\n", "\nchange(pickle)\n\n\n")],
    ["its namespace is taken", TWO.replace("\n\n\n", '\npickle.__dict__["du" + "mps"] = bytes\n\n\n')],
    [
      "dumps is a name of the file",
      TWO.replace("import pickle", "import pickle\nfrom pickle import dumps\ndumps = bytes").replace(
        "pickle.dumps",
        "dumps",
      ),
    ],
    [
      "the module comes from elsewhere",
      TWO.replace("pickle.dumps", "mylib.pickle.dumps").replace(
        "import pickle",
        "import pickle\nimport mylib",
      ),
    ],
    [
      "all names of a module come in that may have another buffer",
      BUFFER.replace("import io\nimport pickle", "import io\nfrom other import *\nimport pickle"),
    ],
    [
      "all names of a module come in, and bytes go through a buffer",
      TWO.replace("pickle.loads(data)", "pickle.load(io.BytesIO(data))").replace(
        "import io\nimport pickle",
        "import io\nfrom other import *\nimport pickle",
      ),
    ],
    ["all names of a module come in", TWO.replace("\n\n\n", "\nfrom other import *\n\n\n")],
    ["the bytes leave", TWO.replace("    assert", "    send(data)\n    assert")],
    ["the bytes are given back", `${TWO}    return data\n`],
    [
      "the name has another value",
      TWO.replace("    assert", "    if thing:\n        data = thing.read()\n    assert"),
    ],
    ["the buffer is written to", BUFFER.replace("    buf.seek", "    buf.write(thing.raw)\n    buf.seek")],
    ["the buffer is given to somebody", BUFFER.replace("    buf.seek", "    fill(buf)\n    buf.seek")],
    ["the buffer is filled by something else", BUFFER.replace("io.BytesIO()", "io.BytesIO(thing.raw)")],
    ["nothing was dumped into it", BUFFER.replace("    pickle.dump(thing, buf)\n", "")],
    ["it is a file", BUFFER.replace("io.BytesIO()", 'open("x", "w+b")')],
    [
      "an inner function changes it",
      TWO.replace(
        "    assert",
        "    def change():\n        nonlocal data\n        data = thing.raw\n    change()\n    assert",
      ),
    ],
  ])("%s", (_, text) => {
    expect(blocks(text)).not.toEqual([]);
  });
});

describe("what others write and read is none of it", () => {
  const SKOPS = "from skops.io import dumps, get_untrusted_types, loads\n\n\ndef test_it(thing):\n";
  test.each<[string, string]>([
    ["skops in one expression", `${SKOPS}    assert loads(dumps(thing), trusted=True) == thing\n`],
    [
      "skops with what the bytes ask for",
      `${SKOPS}    data = dumps(thing)\n    asked = get_untrusted_types(data=data)\n    assert loads(data, trusted=asked) == thing\n`,
    ],
    ["yaml", "import yaml\n\n\ndef save(x):\n    text = yaml.dump(x)\n    _ = yaml.unsafe_load(text)\n"],
    [
      "a temporary file",
      `import tempfile\n${BUFFER.replace("buf = io.BytesIO()", "buf = tempfile.TemporaryFile('w+b')")}`,
    ],
  ])("a copy by %s", (_, text) => {
    expect(blocks(text)).toEqual([]);
  });

  test.each<[string, string]>([
    ["skops of what is given", `${SKOPS}    assert loads(thing, trusted=True)\n`],
    [
      "yaml of another",
      "import yaml\n\n\ndef f(x):\n    text = yaml.dump(x)\n    return yaml.unsafe_load(x)\n",
    ],
    [
      "a temporary file that somebody else fills",
      `import tempfile\n${BUFFER.replace("buf = io.BytesIO()", "buf = tempfile.TemporaryFile()").replace("    buf.seek", "    fill(buf.name)\n    buf.seek")}`,
    ],
    [
      "a temporary file in which nothing was dumped",
      `import tempfile\n\n\n${BUFFER.replace("buf = io.BytesIO()", "buf = tempfile.NamedTemporaryFile()").replace("    pickle.dump(thing, buf)\n", "")}`,
    ],
  ])("no copy by %s", (_, text) => {
    expect(blocks(text)).not.toEqual([]);
  });
});

describe("what dumps gives is only measured", () => {
  const using = (body: string): string =>
    `import hashlib\nimport pickle\nimport pytest\n\n\ndef f(x):\n${body}\n`;
  test.each<[string, string]>([
    ["hashed", "    return hashlib.sha256(pickle.dumps(x)).hexdigest()"],
    ["hashed in steps", "    h = hashlib.md5()\n    h.update(pickle.dumps(x))\n    return h.hexdigest()"],
    ["measured", "    return len(pickle.dumps(x, pickle.HIGHEST_PROTOCOL))"],
    ["compared", "    return pickle.dumps(x) == pickle.dumps(f)"],
    ["thrown away", "    with pytest.raises(TypeError):\n        pickle.dumps(lambda: x)"],
    ["refused by what is tested", "    with pytest.raises(ValueError):\n        safe_load(pickle.dumps(x))"],
  ])("%s: the import warns", (_, body) => {
    expect(blocks(using(body))).toEqual([]);
  });

  test.each<[string, string]>([
    ["kept", "    return pickle.dumps(x)"],
    ["sent", "    send(pickle.dumps(x))"],
    ["hashed and kept", "    data = pickle.dumps(x)\n    return data, len(data)"],
    ["loaded as well", "    pickle.dumps(x)\n    return pickle.loads(x)"],
  ])("%s: the import blocks", (_, body) => {
    expect(blocks(using(body))).toContain("pickle-import");
  });
});
