import { expect, test } from "vitest";

import { argumentOf } from "../../src/python/arguments.js";
import { modelOf, shown, useIn } from "../support/python.js";

const MODE = { name: "mode", position: 1 };

test.each([
  ["use(1, 2)", ["2"]],
  ["use(1, mode=2)", ["2"]],
  ["use(mode=2, *a)", ["2"]],
  ["use(1)", ["absent"]],
  ["use(1, *[2, 3])", ["2"]],
  ["use(*[1], 2)", ["2"]],
  ["use(*a)", ["?"]],
  ["use(1, **{'mode': 2})", ["2"]],
  ["use(1, **dict(mode=2))", ["2"]],
  ["use(1, **{'other': 2})", ["absent"]],
  ["use(1, **{**a})", ["?"]],
  ["use(1, **a)", ["?"]],
  ["k = {'mode': 2} if c else {}\nuse(1, **k)", ["2", "absent"]],
  ["k = {}\nk['mode'] = 2\nuse(1, **k)", ["2"]],
  ["def f(**k):\n  k['mode'] = 2\n  use(1, **k)", ["2"]],
  ["def f(**k):\n  k['other'] = 2\n  use(1, **k)", ["?"]],
  ["def f(**k):\n  k['mode'] = 2\n  k.update(a)\n  use(1, **k)", ["2", "?"]],
  ["use(1, **{**a, 'mode': 2})", ["2"]],
  ["use(1, **{'mode': 2, **a})", ["?"]],
  ["k = {'mode': 1}\nk['mode'] = 2\nuse(1, **k)", ["2"]],
  ["k = {}\nif c:\n  k['mode'] = 2\nuse(1, **k)", ["2", "absent"]],
  ["k = {'mode': 1}\nif c:\n  k['mode'] = 2\n  use(1, **k)", ["2"]],
  ["k = {'mode': 1}\nk['other'] = 2\nuse(1, **k)", ["1"]],
  ["k = {'mode': 1}\ndel k['mode']\nuse(1, **k)", ["absent"]],
  ["k = {'mode': 1}\nk.pop('mode')\nuse(1, **k)", ["absent"]],
  ["k = {'mode': 1}\nk.pop('other', None)\nuse(1, **k)", ["1"]],
  ["k = {}\nk.setdefault('mode', 2)\nuse(1, **k)", ["2"]],
  ["k = {'mode': 1}\nk.setdefault('mode', 2)\nuse(1, **k)", ["1"]],
  ["k = {}\nk.update(mode=2)\nuse(1, **k)", ["2"]],
  ["k = {'mode': 1}\nk.update({'mode': 2})\nuse(1, **k)", ["2"]],
  ["k = {'mode': 1}\nk.update(other=2)\nuse(1, **k)", ["1"]],
  ["def f():\n  k = {'mode': 1}\n  use(1, **k)\ndef g():\n  k = {}\n  k['mode'] = 2", ["1"]],
  ["k = {'mode': 1}\ndef f():\n  use(1, **k)\ndef g():\n  k['mode'] = 2", ["1", "2"]],
  ["k = {'mode': 1}\nk.update(a)\nuse(1, **k)", ["1", "?"]],
])("%j: %j", (text, values) => {
  const model = modelOf(text);
  const argument = argumentOf(model.evaluator, useIn(model).call, MODE);
  expect([...argument.values.map(shown), ...(argument.mayBeAbsent ? ["absent"] : [])]).toEqual(values);
});

test("the arguments of a partial are counted from the function that it stands for", () => {
  const model = modelOf("use(f, 1, 2)");
  expect(argumentOf(model.evaluator, useIn(model).call, MODE, 1).values.map(shown)).toEqual(["2"]);
});
