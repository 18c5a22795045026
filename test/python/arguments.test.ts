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
  ["k = {}\nk['mode'] = 2\nuse(1, **k)", ["2", "absent"]],
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
