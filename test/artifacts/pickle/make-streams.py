"""Writes streams.json: pickles, most of them broken, with what CPython's own unpickler does with each.

Nothing of a pickle is run: every name stands for a class that only notes what is asked of it.
Run it by `python3 make-streams.py > streams.json`. With `--judge` it reads pickles, one a line in base64, and writes a line
for each: the names that CPython calls.
"""

import base64
import io
import json
import pickle
import random
import resource
import struct
import sys

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
SEED = 20261130
COUNT = 2500
events = []


class Meta(type):
    def __call__(cls, *args, **kwargs):
        events.append(["call", cls.said])
        return cls.make()

    def __setattr__(cls, name, value):
        pass


class Noted(metaclass=Meta):
    said = "?"

    def __new__(cls, *args, **kwargs):
        events.append(["new", cls.said])
        return cls.make()

    @classmethod
    def make(cls):
        made = object.__new__(Result)
        object.__setattr__(made, "said", cls.said)
        return made


class Result:
    __hash__ = object.__hash__

    def __call__(self, *args, **kwargs):
        events.append(["call", "result"])
        return object.__new__(Result)

    def __setstate__(self, state):
        events.append(["setstate", "result"])

    def append(self, item):
        events.append(["append", "result"])

    def extend(self, items):
        events.append(["append", "result"])

    def add(self, item):
        events.append(["add", "result"])

    def __setitem__(self, key, value):
        events.append(["setitem", "result"])


class Watching(pickle.Unpickler):
    def find_class(self, module, name):
        said = f"{module}.{name}"
        events.append(["global", said])
        return Meta("Noted", (Noted,), {"said": said})

    def persistent_load(self, pid):
        events.append(["persistent", ""])
        return object.__new__(Result)


def judged(stream):
    """What the unpickler does, whether it comes to the end, and how far that is."""
    events.clear()
    file = io.BytesIO(stream)
    try:
        Watching(file).load()
        failed = False
    except BaseException as error:
        failed = True
    return {"stream": base64.b64encode(stream).decode(), "failed": failed, "events": [f"{k} {v}" for k, v in events]}


def text(rng, value):
    raw = value.encode()
    return rng.choice(
        [
            lambda: b"\x8c" + bytes([len(raw)]) + raw,
            lambda: b"X" + struct.pack("<I", len(raw)) + raw,
            lambda: b"V" + raw + b"\n",
            lambda: b"U" + bytes([len(raw)]) + raw,
            lambda: b"T" + struct.pack("<i", len(raw)) + raw,
            lambda: b"S'" + raw + b"'\n",
            lambda: b"\x8d" + struct.pack("<Q", len(raw)) + raw,
        ]
    )()


NAMES = [("posix", "system"), ("builtins", "eval"), ("collections", "OrderedDict"), ("a.b", "c.d"), ("numpy", "dtype")]


def value(rng, depth):
    """A stretch of opcodes that pushes one object."""
    plain = [
        lambda: b"N",
        lambda: b"\x88",
        lambda: b"\x89",
        lambda: b"I%d\n" % rng.randrange(-9, 99999),
        lambda: b"I0%d\n" % rng.randrange(2),
        lambda: b"L%dL\n" % rng.randrange(10**12),
        lambda: b"K" + bytes([rng.randrange(256)]),
        lambda: b"M" + struct.pack("<H", rng.randrange(65536)),
        lambda: b"J" + struct.pack("<i", rng.randrange(-9, 9)),
        lambda: b"\x8a\x02" + bytes([rng.randrange(256), rng.randrange(256)]),
        lambda: b"\x8b" + struct.pack("<i", 3) + b"abc",
        lambda: b"F%s\n" % repr(rng.random()).encode(),
        lambda: b"G" + struct.pack(">d", rng.random()),
        lambda: text(rng, rng.choice(["a", "id", "", "posix"])),
        lambda: b"C\x02ab",
        lambda: b"B" + struct.pack("<I", 1) + b"x",
        lambda: b"\x8e" + struct.pack("<Q", 1) + b"x",
        lambda: b"\x96" + struct.pack("<Q", 1) + b"x",
        lambda: rng.choice([b"]", b"}", b")", b"\x8f"]),
    ]
    if depth <= 0:
        return rng.choice(plain)()
    deeper = lambda: value(rng, depth - 1)
    several = lambda: b"".join(deeper() for _ in range(rng.randrange(4)))
    pairs = lambda: b"".join(text(rng, "k") + deeper() for _ in range(rng.randrange(3)))
    name = lambda: named(rng)
    return rng.choice(
        plain
        + 3
        * [
            name,
            lambda: b"(" + several() + b"l",
            lambda: b"(" + several() + b"t",
            lambda: b"(" + pairs() + b"d",
            lambda: b"](" + several() + b"e",
            lambda: b"]" + deeper() + b"a",
            lambda: b"}(" + pairs() + b"u",
            lambda: b"}" + text(rng, "k") + deeper() + b"s",
            lambda: b"\x8f(" + text(rng, "k") + b"\x90",
            lambda: b"(" + text(rng, "k") + b"\x91",
            lambda: deeper() + b"\x85",
            lambda: deeper() + deeper() + b"\x86",
            lambda: deeper() + deeper() + deeper() + b"\x87",
            lambda: name() + b"(" + several() + b"tR",
            lambda: name() + b"(" + several() + b"tR)R",
            lambda: name() + b")\x81",
            lambda: name() + b")}\x92",
            lambda: name() + b")R" + deeper() + b"b",
            lambda: name() + b")R" + deeper() + b"a",
            lambda: name() + b")R" + deeper() + deeper() + b"s",
            lambda: name() + b")R(" + deeper() + b"\x90",
            lambda: b"(" + several() + b"i" + "\n".join(rng.choice(NAMES)).encode() + b"\n",
            lambda: b"(" + name() + several() + b"o",
            lambda: deeper() + b"2" + rng.choice([b"0", b"\x86"]),
            lambda: b"(" + several() + b"1" + deeper(),
            lambda: deeper() + rng.choice([b"q\x05", b"r\x07\x00\x00\x00", b"p9\n", b"\x94"]),
            lambda: b"(" + deeper() + b"00" + deeper(),
            lambda: rng.choice([b"h\x05", b"j\x07\x00\x00\x00", b"g9\n", b"h\x00", b"h\x01"]),
            lambda: rng.choice([b"P12\n", b"K\x01Q"]),
            lambda: b"\x95" + struct.pack("<Q", rng.randrange(9)) + deeper(),
            lambda: b"\x80" + bytes([rng.randrange(7)]) + deeper(),
            lambda: deeper() + b"\x98",
        ]
    )()


def named(rng):
    module, name = rng.choice(NAMES)
    direct = lambda: b"c%s\n%s\n" % (module.encode(), name.encode())
    stacked = lambda: text(rng, module) + text(rng, name) + b"\x93"
    kept = lambda: text(rng, name) + b"q\x100" + text(rng, module) + b"h\x10\x93"
    return rng.choice([direct, stacked, kept])()


def mutated(rng, stream):
    data = bytearray(stream)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data) + 1)
        how = rng.randrange(4)
        if how == 0 and at < len(data):
            data[at] = rng.randrange(256)
        elif how == 1:
            data.insert(at, rng.choice(b"(.012NcioRbqhtle}]\x93\x81\x85\x94"))
        elif how == 2 and at < len(data):
            del data[at]
        else:
            data[at:at] = named(rng) + b")R"
    return bytes(data)


def judge_lines():
    for line in sys.stdin:
        judgement = judged(base64.b64decode(line))
        print(" ".join(sorted({event[5:] for event in judgement["events"] if event.startswith("call ")})))


def main():
    if "--judge" in sys.argv:
        judge_lines()
        return
    rng = random.Random(SEED)
    judgements = []
    while len(judgements) < COUNT:
        stream = rng.choice([b"", b"\x80\x04", b"\x80\x02"]) + value(rng, rng.randrange(1, 5)) + b"."
        if rng.randrange(2):
            stream = mutated(rng, stream)
        if 2 < len(stream) <= 200:
            judgements.append(judged(stream))
    print("[\n" + ",\n".join(json.dumps(one) for one in judgements) + "\n]")


main()
