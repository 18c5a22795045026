"""Writes packed.json: one text, packed in each way that is unpacked. Run it by `python3 make-packed.py > packed.json`."""

import base64
import bz2
import gzip
import json
import lzma
import random
import subprocess
import sys
import zlib

rng = random.Random(7)
words = [bytes(rng.randrange(97, 123) for _ in range(rng.randrange(2, 9))) for _ in range(60)]
text = b" ".join(rng.choice(words) for _ in range(900)) + bytes(300) + bytes(rng.randrange(256) for _ in range(400))
ways = {
    "zlib": zlib.compress(text, 9),
    "gzip": gzip.compress(text[:2000], mtime=0) + gzip.compress(text[2000:], mtime=0),
    "bzip2": bz2.compress(text[:3000]) + bz2.compress(text[3000:]),
    "lzma": lzma.compress(text, format=lzma.FORMAT_ALONE),
    "xz": lzma.compress(text[:3000], format=lzma.FORMAT_XZ) + lzma.compress(text[3000:], format=lzma.FORMAT_XZ),
}
for way, name in {"lz4": "lz4.frame", "zstd": "zstandard"}.items():
    module = __import__(name, fromlist=["compress"])
    ways[way] = module.compress(text)
said = {way: base64.b64encode(packed).decode() for way, packed in ways.items()}
print(json.dumps({"text": base64.b64encode(text).decode(), "packed": said}, indent=1))
