import { expect, test } from "vitest";

import { dataMap } from "../../src/migrate/data-pairs.js";
import { projectOf } from "../../src/migrate/project.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();

/** What is known to be the same data, each as `by name: writes -> reads`. */
function pairsOf(...texts: readonly string[]): readonly string[] {
  const files = new Map(
    texts.map((text, i) => [`${String.fromCharCode(97 + i)}.py`, `import pickle, shelve\n${text}`]),
  );
  if (!parser) throw new Error("no parser");
  const project = projectOf([...files.keys()], (path) => files.get(path) ?? null, parser.parse);
  return dataMap(project, [...files.keys()]).data.map(
    ({ by, name, writes, reads }) => `${by} ${name}: ${writes.join(" ")} -> ${reads.join(" ")}`,
  );
}

test.each<[says: string | null, ...texts: string[]]>([
  [
    'key redis["model:x"]: a.py:2 -> b.py:2',
    'redis.set("model:x", pickle.dumps(v))',
    'pickle.loads(redis.get("model:x"))',
  ],
  [
    'key redis["model:*"]: a.py:2 -> b.py:2',
    'self.redis.setex(f"model:{n}", 60, pickle.dumps(v))',
    'pickle.loads(redis.get("model:%s" % n))',
  ],
  [
    'key cache["model:*"]: a.py:2 -> b.py:2',
    'cache["model:" + n] = pickle.dumps(v)',
    'pickle.loads(cache["model:{}".format(n)])',
  ],
  [null, 'redis.set("model:x", pickle.dumps(v))', 'pickle.loads(redis.get("model:y"))'],
  [null, 'redis.set("model:x", pickle.dumps(v))', 'pickle.loads(other.get("model:x"))'],
  [null, "redis.set(k, pickle.dumps(v))", "pickle.loads(redis.get(k))"],
  [null, "cache[0] = pickle.dumps(v)", "pickle.loads(cache[0])"],
  [
    "key .settings_blob: a.py:2 -> b.py:2",
    "user.settings_blob = pickle.dumps(v)",
    "pickle.loads(row.settings_blob)",
  ],
  [
    "key .settings_blob: a.py:2 -> b.py:2",
    "User(settings_blob=pickle.dumps(v))",
    "pickle.loads(row.settings_blob)",
  ],
  [null, "user.data = pickle.dumps(v)", "pickle.loads(row.data)"],
  [
    "path db/shelf: a.py:2 b.py:2 -> a.py:2 b.py:2",
    'shelve.open("db/shelf")',
    'with shelve.open("db/shelf") as s: pass',
  ],
  ["path x.pkl: a.py:2 -> b.py:2", 'pickle.dump(v, open("x.pkl", "wb"))', 'pickle.load(open("x.pkl", "rb"))'],
  [
    "class A.save and A.load: a.py:4 -> a.py:6",
    "class A:\n    def save(self, f):\n        pickle.dump(v, f)\n    def load(self, f):\n        pickle.load(f)",
  ],
  [
    "class A.__getstate__ and A.__setstate__: a.py:4 -> a.py:6",
    "class A:\n    def __getstate__(self):\n        return pickle.dumps(v)\n    def __setstate__(self, s):\n        pickle.loads(s)",
  ],
  [
    "class A.set and A.get: a.py:4 -> a.py:6",
    "class A:\n    def set(self, k, v):\n        self.r.set(k, pickle.dumps(v))\n    def get(self, k):\n        return pickle.loads(self.r.get(k))",
  ],
  [
    null,
    "class A:\n    def set(self, k, v):\n        self.r.set(k, pickle.dumps(v))\n    def get(self, k):\n        return pickle.loads(self.other.get(k))",
  ],
  [
    null,
    "class A:\n    def save(self, f):\n        pickle.dump(v, f)\nclass B:\n    def load(self, f):\n        pickle.load(f)",
  ],
  [
    "function dump_x and load_x: a.py:3 -> a.py:5",
    "def dump_x(f):\n    pickle.dump(v, f)\ndef load_x(f):\n    pickle.load(f)",
  ],
  [
    null,
    "def dump_x(f):\n    pickle.dump(v, f)\ndef load_x(f):\n    pickle.load(f)\ndef save_x(f):\n    pickle.dump(v, f)",
  ],
  [null, "def send(f):\n    pickle.dump(v, f)\ndef receive(f):\n    pickle.load(f)"],
])("%s", (says, ...texts) => {
  expect(pairsOf(...texts)).toEqual(says === null ? [] : [says]);
});
