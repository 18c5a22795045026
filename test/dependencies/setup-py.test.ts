import { expect, test } from "vitest";

import { setupRequirements } from "../../src/dependencies/setup-py.js";

const setup = (text: string): string => `from setuptools import setup\n${text}`;

test.each<[string, string, string[]]>([
  ["a name alone", "setup(install_requires=['torch'])", ["torch"]],
  ["among others", "setup(install_requires=['a>=1', 'torch', 'b'])", ["a>=1", "torch", "b"]],
  ["a comment behind it", "setup(install_requires=[\n  'torch',  # new\n])", ["torch"]],
  ["a comment before it", "setup(install_requires=[  # what it takes\n  'torch'\n])", ["torch"]],
  ["a comment that names another", "setup(install_requires=['torch'])  # 'torch>=2.6'", ["torch"]],
  ["extras", "setup(install_requires=['torch[opt]'])", ["torch[opt]"]],
  ["a tuple", "setup(install_requires=('torch', 'a'))", ["torch", "a"]],
  ["a list by name", "deps = ['torch']\nsetup(install_requires=deps)", ["torch"]],
  ["brackets", "setup(install_requires=['torch (>=2.0)'])", ["torch (>=2.0)"]],
  [
    "a marker",
    "setup(install_requires=['torch; python_version > \"3.9\"'])",
    ['torch; python_version > "3.9"'],
  ],
  ["extras of its own", "setup(extras_require={'ml': ['torch']})", ["torch"]],
  ["several texts", "setup(install_requires=['torch' '>=2.6'])", ["torch>=2.6"]],
  ["lines", 'setup(install_requires="""\n  torch>=2.6\n  a>=1\n""")', ["torch>=2.6", "a>=1"]],
  ["added later", "deps += ['torch']", ["torch"]],
  ["a prefix", "setup(install_requires=[r'torch', u'a'])", ["torch", "a"]],
  ["a text that is split", "setup(install_requires=[*'torch a>=1'.split()])", ["torch", "a>=1"]],
  ["a text alone", "setup(install_requires='torch')", ["torch"]],
  ["a variable", "VERSION = 'torch>=2.6'", ["torch>=2.6"]],
  ["no name of its own parts", "setup(name='dill', packages=['torch'], keywords=['yaml', 'dill'])", []],
  ["no excluded folder", "setup(packages=find_packages(exclude=['torch']))", []],
  ["no data", "setup(package_data={'torch': ['dill']})", []],
  ["no argument of a call", "open('torch', 'dill')", []],
  ["a condition", "setup(install_requires=['torch' if GPU else 'a'])", ["torch", "a"]],
  ["no part of a text", "setup(install_requires=['torch' + VERSION])", []],
])("%s", (_, text, expected) => {
  expect(setupRequirements(setup(text))).toEqual(expected);
});
