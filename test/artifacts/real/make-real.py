"""Adds files that the installed libraries write to real.json: `python make-real.py real.json`, once in each environment.

Needs any of numpy, joblib, torch, scikit-learn, pandas, keras, xgboost, lightgbm, dill, cloudpickle; what is not there is left out. KERAS=tf_keras takes Keras 2.
"""

import base64
import collections
import datetime
import decimal
import gzip
import importlib
import io
import json
import os
import pickle
import sys
import tempfile
import uuid

os.environ.setdefault("KERAS_BACKEND", "torch")
out = sys.argv[1]
made = json.load(open(out)) if os.path.exists(out) else {}
folder = tempfile.mkdtemp()


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def version(module):
    return getattr(module, "__version__", "%d.%d" % sys.version_info[:2])


def add(module, name, write):
    """`write` is given a path."""
    path = os.path.join(folder, name)
    try:
        write(path)
    except Exception as error:
        print("not made:", module.__name__, name, error)
        return
    with open(path, "rb") as file:
        content = gzip.compress(file.read(), 9, mtime=0) if sys.version_info >= (3, 8) else gzip.compress(file.read(), 9)
    made["%s-%s/%s" % (module.__name__.split(".")[0], version(module), name)] = base64.b64encode(content).decode()


def pickled(value, protocol, dump=pickle.dump):
    def write(path):
        with open(path, "wb") as file:
            dump(value, file, protocol=protocol)

    return write


plain = {
    "a": [1, 2.5, None, True, "x", b"y", 10**30],
    "time": datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
    "money": decimal.Decimal("1.10"),
    "id": uuid.UUID(int=5),
    "sets": {1, 2}, "frozen": frozenset("ab"), "count": collections.Counter("aab"),
    "ordered": collections.OrderedDict(a=1), "queue": collections.deque([1], 3), "default": collections.defaultdict(list),
}
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    add(pickle, "plain-%d.pkl" % protocol, pickled(plain, protocol))

numpy = library("numpy")
if numpy:
    kinds = {
        "floats.npy": numpy.arange(6.0).reshape(2, 3), "texts.npy": numpy.array(["a", "bc"]),
        "times.npy": numpy.array(["2026-01-01"], dtype="datetime64[D]"), "objects.npy": numpy.array([1, "a", None], dtype=object),
        "records.npy": numpy.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8", (1,))]), "fortran.npy": numpy.asfortranarray(numpy.eye(3)),
    }
    for name, array in kinds.items():
        add(numpy, name, lambda path: numpy.save(path, array))
    add(numpy, "plain.npz", lambda path: numpy.savez(path, **{name[:-4]: array for name, array in kinds.items()}))
    add(numpy, "packed.npz", lambda path: numpy.savez_compressed(path, a=kinds["floats.npy"], b=kinds["objects.npy"]))
    several = {"arrays": list(kinds.values()), "scalar": numpy.float32(1), "mask": numpy.ma.masked_array([1, 2], [0, 1])}
    for protocol in (2, 4, pickle.HIGHEST_PROTOCOL):
        add(numpy, "arrays-%d.pkl" % protocol, pickled(several, protocol))

sklearn = library("sklearn")
joblib = library("joblib")
model = None
if sklearn:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = numpy.array([[0.0, 1], [1, 0], [2, 2], [3, 1]])
    y = numpy.array([0, 1, 0, 1])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    forest = RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0).fit(x, y)
    add(sklearn, "pipeline.pkl", pickled(model, 4))
    add(sklearn, "forest.pkl", pickled(forest, 2))
if joblib:
    data = {"a": numpy.arange(2000.0).reshape(20, 100), "b": [numpy.array(["x", None], dtype=object), 1], "c": numpy.zeros(0)}
    for way in (0, "zlib", "gzip", "bz2", "xz", "lzma", "lz4"):
        ending = "" if way == 0 else "." + way
        add(joblib, "arrays.joblib" + ending, lambda path: joblib.dump(data, path, compress=way and (way, 3)))
    if sklearn:
        add(joblib, "pipeline.joblib", lambda path: joblib.dump(model, path))
        add(joblib, "forest.joblib", lambda path: joblib.dump(forest, path, compress=3))

torch = library("torch")
if torch:
    state = collections.OrderedDict(w=torch.zeros(3, 4), b=torch.ones(2, dtype=torch.int64), h=torch.zeros(2).half())
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.zeros(2))])
    checkpoint = {"state": torch.nn.Linear(2, 2).state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}
    for kind in (True, False):
        add(torch, "state-%s.pt" % ("zip" if kind else "legacy"), lambda path: torch.save(state, path, _use_new_zipfile_serialization=kind))
        add(torch, "checkpoint-%s.ckpt" % ("zip" if kind else "legacy"), lambda path: torch.save(checkpoint, path, _use_new_zipfile_serialization=kind))
        add(torch, "module-%s.bin" % ("zip" if kind else "legacy"), lambda path: torch.save(torch.nn.Linear(2, 2), path, _use_new_zipfile_serialization=kind))
    add(torch, "tensor.pth", lambda path: torch.save(torch.arange(4), path))
    add(torch, "sparse.pth", lambda path: torch.save(torch.eye(3).to_sparse(), path))
    add(torch, "script.pt", lambda path: torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path))

pandas = library("pandas")
if pandas:
    frame = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": pandas.to_datetime(["2026-01-01", "2026-01-02"])})
    add(pandas, "frame.pkl", lambda path: frame.to_pickle(path))
    for way in ("gzip", "bz2", "xz", "zip"):
        add(pandas, "frame.pkl." + {"gzip": "gz"}.get(way, way), lambda path: frame.to_pickle(path, compression=way))
    add(pandas, "categories.pkl", lambda path: frame["b"].astype("category").to_pickle(path))

keras = library(os.environ.get("KERAS", "keras"))
if keras:
    network = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(2, activation="relu"), keras.layers.Dropout(0.1)])
    add(keras, "network.keras", lambda path: network.save(path))
    add(keras, "network.h5", lambda path: network.save(path))
    add(keras, "network.weights.h5", lambda path: network.save_weights(path))

for name in ("xgboost", "lightgbm"):
    boosting = library(name)
    if boosting and sklearn:
        kind = boosting.XGBClassifier(n_estimators=1, max_depth=1) if name == "xgboost" else boosting.LGBMClassifier(n_estimators=1, min_child_samples=1)
        fitted = kind.fit(numpy.vstack([x] * 5), numpy.hstack([y] * 5))
        add(boosting, name + ".pkl", pickled(fitted, 4))
        if joblib:
            add(boosting, name + ".joblib", lambda path: joblib.dump(fitted, path))


def twice(number):
    return number * 2


class Local:
    def __init__(self):
        self.value = 1


for name in ("dill", "cloudpickle"):
    module = library(name)
    if module:
        add(module, "plain.pkl", pickled(plain, 4, module.dump))
        add(module, "function.pkl", pickled(lambda number: twice(number) + len(str(number)), 4, module.dump))
        add(module, "object.pkl", pickled(Local(), 4, module.dump))
        if numpy:
            add(module, "arrays.pkl", pickled({"a": numpy.arange(3)}, 2, module.dump))

with open(out, "w") as file:
    json.dump({name: made[name] for name in sorted(made)}, file, indent=2)
    file.write("\n")
print(len(made), "files,", os.path.getsize(out), "bytes")
