import { describe, expect, test } from "vitest";

import { broughtIn } from "../support/brought-in.js";

const load = (imports: string, data: string): string =>
  `import pickle\n${imports}\n\ndef read(given):\n    data = ${data}\n    return pickle.loads(data)\n`;

describe("an existing load that gets its data from outside, however that is spelled", () => {
  test.each([
    ["from flask import request", "request.data"],
    ["from flask import request as r", "r.data"],
    ["import flask as f", "f.request.get_data()"],
    ["from flask import request\nsource = request.get_data", "source()"],
    ["import flask\nincoming = flask.request", "incoming.get_data()"],
    ["from flask import request", 'getattr(request, "data")'],
    ["from flask import request", 'getattr(request, "get_data")()'],
    ["from requests import get as fetch", 'fetch("http://a.b").content'],
    ["import requests as rq", 'rq.get("http://a.b").content'],
    ["import requests\nweb = requests.Session()", 'web.get("http://a.b").content'],
    ["from urllib.request import urlopen as u", 'u("http://a.b").read()'],
    ["import redis\nstore = redis.Redis()", 'store.get("a")'],
    ["import socket\nread_some = socket.create_connection(('a', 1)).recv", "read_some(10)"],
  ])("%s: %s", (imports, data) => {
    expect(broughtIn(load(imports, "b'abc'"), load(imports, data))).toContain(
      `${String(load(imports, data).split("\n").length - 1)} exposed block pickle-load`,
    );
  });

  test.each([
    ["from app.settings import request_path as r", "r.data"],
    ["import shelf\nstore = shelf.Redirect()", 'store.get("a")'],
    ["from app import get as fetch", 'fetch("a")'],
    ["names = {}\nfind = names.get", 'find("a")'],
  ])("is not told where nothing says so: %s: %s", (imports, data) => {
    expect(broughtIn(load(imports, "b'abc'"), load(imports, data))).toEqual([]);
  });
});
