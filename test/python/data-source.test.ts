import { describe, expect, test } from "vitest";

import { dataSource } from "../../src/python/data-source.js";
import { modelOf, useIn } from "../support/python.js";

/** Where the argument of `use(...)` comes from. */
function sourceIn(text: string): string | null {
  const model = modelOf(text);
  return dataSource(model, useIn(model).argument)?.what ?? null;
}

describe("where data comes from is told whatever its names are", () => {
  test.each([
    ["a request", "from flask import request as r\nuse(r.data)\n"],
    ["a request", "import flask as f\nuse(f.request.get_data())\n"],
    ["a request", "from flask import request\nsource = request.get_data\nuse(source())\n"],
    ["a request", "from flask import request\nr = request\nq = r\nuse(q.json)\n"],
    ["a download", "from requests import get as fetch\nuse(fetch(url).content)\n"],
    ["a download", "import requests as web\ndef f(url):\n    data = web.get(url)\n    use(data.content)\n"],
    ["a download", "from urllib.request import urlopen as op\nuse(op(url).read())\n"],
    ["the environment", "from os import getenv\nuse(getenv('X'))\n"],
  ])("%s: %j", (what, text) => {
    expect(sourceIn(text)).toBe(what);
  });

  test.each([
    "from store import get as fetch\nuse(fetch(key))\n",
    "from os import path as e\nuse(e.join(a, b))\n",
    "def f(r):\n    use(r.data)\n",
    "a = b\nb = a\nuse(a.c)\n",
  ])("nothing is told of %j", (text) => {
    expect(sourceIn(text)).toBeNull();
  });
});
