import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { MutableNode } from "../../../src/parse/syntax-tree.js";
import { withStars } from "../../../src/parse/tree-sitter/lift-stars.js";
import { respell } from "../../../src/parse/tree-sitter/respell.js";
import { mutated } from "../../support/mutated.js";
import { outline } from "../../support/outline.js";
import { availableParsers } from "../../support/parsers.js";

const FOLDER = join(import.meta.dirname, "..", "..", "fixtures");
const TEXTS = ["rules", "semantics", "syntax"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(FOLDER, folder, name), "utf8")),
);
const parsers = await availableParsers();

describe("what the grammar takes for an error", () => {
  test.each([
    ["f(a,\nb)", "f(a, b)"],
    ["f(a,\r\n\tb)\r\n", "f(a,  \tb)\r\n"],
    ["f(a,  # (\n  '#')\n# )\n", `f(a,${" ".repeat(8)}'#')\n# )\n`],
    ["f(a, \\\nb,\n[])\n", "f(a, \\\nb, [])\n"],
    ["f('\\'(', \"\\\\\",\n'''\n(''')", "f('\\'(', \"\\\\\", '''\n(''')"],
    ["(f'{a}{{{b[\"c\"]:{d}}}' rf'\\d{{2}',\nb)", "(f'{a}{{{b[\"c\"]:{d}}}' rf'\\d{{2}', b)"],
    ["(f'''{a}\n''',\nb)", "(f'''{a}\n''', b)"],
    ["(T'''{a}\n'''\nb)\nc", "(T'''{a}\n''' b)\nc"],
    ["(Rf'\\{a}',\nb)", "(Rf'\\{a}', b)"],
    ["('{',\nb)", "('{', b)"],
    ["a = b, *[c]\nreturn * (d), e * [f], g(*[h])", "a = b, ~[c]\nreturn ~ (d), e * [f], g(*[h])"],
    ["f'{a:=}' \"{a:=}\"", "f'{a:<}' \"{a:=}\""],
    ["f'{a[b:c]!r:=+{d}}{(e:=f(g))}'", "f'{a[b:c]!r:<+{d}}{(e:=f(g))}'"],
    ["(f'''{a:=>8}''',\nb)", "(f'''{a:<>8}''', b)"],
    ["(f'{a['b']}',\nb)", "(f'{a['b']}', b)"],
  ])("is spelled otherwise: %j", (text, expected) => {
    expect(respell(text)?.text).toBe(expected);
  });

  test.each([
    ["what the grammar reads", "f(a)\nb\n"],
    ["an assignment in a field", "f'{(a:=b)}{a[b:=c]}{a:b:=}'"],
    ["a bracket that is not closed", "f(a,\nb"],
    ["a bracket that was not opened", "f(a,\nb))"],
    ["a string that does not end", "f(a,\n'b)"],
    ["a string that ends in another line", "f(a,\n'b\n')"],
    ["a carriage return that ends a line to Python only", "f(a,  # b\rc,\nd)"],
    ["a brace in a string within a field", `(f'{"}"}',\nb)`],
    ["a bracket in a field that is a comment to some", `(f"{'}'+"#"}",\nb)`],
    ["a field that does not end", "(f'{',\nb)"],
    ["a field over several lines", "(f'''{a\n}''',\nb)"],
    ["a field that goes on and on", `f"{${"a".repeat(100_000)}}{b:=}"`],
    ["a field that goes on and on, and does not end", `f"{${"a ".repeat(100_000)}"`],
    ["a format that goes on and on", `f"{${"a(b)[c]'d'".repeat(50_000)}"`],
    ["a field behind a backslash that does not end", `(rf"\\{d["#"]}",\nb)`],
  ])("is left as it is: %s", (_, text) => {
    expect(respell(text)).toBeNull();
  });

  test.each(parsers.map((parser) => [parser.binding, parser] as const))(
    "means the same (%s)",
    (_, { parseWhole }) => {
      fc.assert(
        fc.property(mutated(TEXTS), (text) => {
          const respelled = respell(text);
          const parsed = parseWhole(text);
          if (!respelled || !parsed.ok) return;
          expect(respelled.text.length).toBe(text.length);
          const again = parseWhole(respelled.text);
          if (!again.ok || again.tree.errors.length > 0) return;
          const nodes = withStars(again.tree.nodes as MutableNode[], respelled.stars);
          if (!nodes) return;
          const comments = [...again.tree.comments, ...respelled.comments].sort((a, b) => a.start - b.start);
          expect(outline(parsed)).toEqual(outline({ ok: true, tree: { ...again.tree, nodes, comments } }));
        }),
        { numRuns: Number(process.env["RUNS"] ?? 300) },
      );
    },
  );

  test.each(parsers.map((parser) => [parser.binding, parser] as const))(
    "lines in brackets may be indented less (%s)",
    (_, { parseWhole }) => {
      const text = "def f():\n    x = a[\nb]  # c\n    # d\n    y = (a.  # e\nb)\n";
      const parsed = parseWhole(text);
      expect(parsed).toMatchObject({ ok: true, tree: { text, errors: [] } });
      if (!parsed.ok) throw new Error(parsed.problem);
      const { nodes, comments } = parsed.tree;
      expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(["# c", "# d", "# e"]);
      expect(
        nodes.filter(({ type }) => type === "attribute").map((node) => text.slice(node.start, node.end)),
      ).toEqual(["a.  # e\nb"]);
      expect(parseWhole(`${text}x = (\n`)).not.toMatchObject({ tree: { errors: [] } });
    },
  );

  test.each(parsers.map((parser) => [parser.binding, parser] as const))(
    "a star may stand before a display (%s)",
    (_, { parseWhole }) => {
      const text = "for a in b, *[c]:\n    a = *{}, *(d)[0].e\n";
      const parsed = parseWhole(text);
      if (!parsed.ok) throw new Error(parsed.problem);
      const { nodes, errors } = parsed.tree;
      expect(errors).toEqual([]);
      const stars = nodes.filter(({ type }) => type === "list_splat");
      expect(stars.map(({ start, end }) => text.slice(start, end))).toEqual(["*[c]", "*{}", "*(d)[0].e"]);
      // This star the grammar reads as well, where nothing else is to be spelled otherwise.
      const star = "a = b, *[c][0]\nreturn *(d).e(), f\n";
      expect(outline(parseWhole(`${star}f'{a:=}'\n`))).toEqual(outline(parseWhole(`${star}f'{a:<}'\n`)));
      for (const other of ["a = *[b]\n", "a = b, *[c] + d\n", "a, *[b] = c\n"]) {
        expect(parseWhole(other)).not.toMatchObject({ tree: { errors: [] } });
      }
    },
  );

  test.each(parsers.map((parser) => [parser.binding, parser] as const))(
    "a format is no assignment (%s)",
    (_, { parseWhole }) => {
      expect(outline(parseWhole("f'{a:=b}'\n"))).toEqual(outline(parseWhole("f'{a:<b}'\n")));
      expect(outline(parseWhole("f'{(a:=b)}'\n")).join()).toContain("named_expression");
    },
  );
});
