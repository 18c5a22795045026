import { describe, expect, test } from "vitest";

import { broughtIn } from "../support/brought-in.js";

const program = (before: string, after = ""): string =>
  `import pickle\nfrom flask import Flask\napp = Flask(__name__)\n${before}def load(name):\n    return pickle.load(open(name, 'rb'))\n${after}`;
const BASE = program("");

describe("an existing load whose function is given to others", () => {
  test.each([
    ["@app.route('/x/<name>')\n", ""],
    ["cache = app.route('/x/<name>')\n@cache\n", ""],
    ["property = app.route('/x/<name>')\n@property\n", ""],
    ["staticmethod = app.route\n@staticmethod('/x/<name>')\n", ""],
    ["class functools:\n    cache = app.route('/x/<name>')\n@functools.cache\n", ""],
    ["from kit import cache\n@cache\n", ""],
    ["from kit import *\n@property\n", ""],
    ["import functools\n@functools.partial(app.add_url_rule, '/x')\n", ""],
    ["", "app.add_url_rule('/x/<name>', view_func=load)\n"],
    ["", "app.route('/x/<name>')(load)\n"],
  ])("is news: %s%s", (before, after) => {
    expect(
      broughtIn(BASE, program(before, after)).filter((line) => line.endsWith("pickle-load")),
    ).toHaveLength(1);
  });

  test.each([
    ["from functools import lru_cache\n@lru_cache(maxsize=None)\n", ""],
    ["import functools as ft\n@ft.cache\n", ""],
    ["from functools import cache as keep\n@keep\n", ""],
    ["from contextlib import contextmanager\n@contextmanager\n", ""],
    ["@staticmethod\n", ""],
    ["from typing import no_type_check\n@no_type_check\n", ""],
    ["", "models = list(map(load, ['a', 'b']))\n"],
    ["", "app.config.update(loader=load)\n"],
  ])("is none by what only changes how it is called: %s%s", (before, after) => {
    expect(broughtIn(BASE, program(before, after))).toEqual([]);
  });
});
