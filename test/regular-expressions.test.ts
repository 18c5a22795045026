import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "..", "src");

/** Where expressions are put together in code, of what; nothing of a stranger's text may become a part of one. */
const MADE: Readonly<Record<string, string>> = {
  "analysis/document-sieve.ts": "another expression of the file",
  "analysis/setting-sieve.ts": "names of settings that the rules know",
  "analysis/sieve.ts": "names of functions",
  "dependencies/parse-manifest.ts": "the name of a package that a rule knows",
  "documents/read-lines.ts": "a constant",
  "documents/template.ts": "a constant",
  "parse/by-hand/characters.ts": "classes of letters",
  "parse/ipython-lines.ts": "a constant",
  "python/rough-text.ts": "a number of spaces",
  "review/group-subject.ts": "a constant",
  "rule-kit/aliases.ts": "names of modules",
  "rule-kit/code-runners.ts": "names of functions",
  "rule-kit/environment.ts": "the name of a variable that a rule knows",
  "rule-kit/flags.ts": "the name of a flag that a rule knows",
  "rules/celery-pickle.ts": "names of settings",
  "rules/dynamic-access.ts": "names of functions",
  "rules/library-pickled-data.ts": "names of modules",
  "rules/pickle-serializer.ts": "names of classes",
  "rules/reduce-executes.ts": "names of functions",
  "rules/shadow-module.ts": "names of modules",
};

interface Found {
  readonly file: string;
  readonly expression: RegExp;
}

/** Every regular expression that is written out in `src/`, and every file that makes one with `RegExp(...)`. */
function findAll(): { readonly found: readonly Found[]; readonly makers: ReadonlySet<string> } {
  const found: Found[] = [];
  const makers = new Set<string>();
  for (const file of readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  )) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(SRC, file), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf("/");
        found.push({ file, expression: new RegExp(node.text.slice(1, end), node.text.slice(end + 1)) });
      }
      if (ts.isIdentifier(node) && node.text === "RegExp" && !ts.isTypeReferenceNode(node.parent))
        makers.add(file);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { found, makers };
}

const { found, makers } = findAll();

const LENGTH = 30_000;
/** What is linear takes a few milliseconds at this length; what looks at the rest of the text at each place takes a second. */
const MOST_MS = 150;

/** Pieces of texts that an expression may be slow on: what stands in it, and what its classes stand for. */
function piecesFor({ source }: RegExp): readonly string[] {
  const words = source
    .replace(/\\[a-zA-Z]|\[[^\]]*\]|\(\?[:=!<]+/g, " ")
    .split(/[^\w#<>/@=.,:;'"`~-]+/)
    .filter((word) => word !== "");
  const inClasses = [...source.matchAll(/\[\^?((?:\\.|[^\]])*)\]/g)].flatMap(([, inside = ""]) => [
    ...Array.from(inside.replace(/\\[a-z]/g, "")),
  ]);
  const usual = [
    " ",
    "\t",
    "\n",
    "a",
    "A",
    "a.",
    "0",
    "_",
    "-",
    ".",
    "\\",
    "'",
    '"',
    "(",
    "[",
    "{",
    "=",
    "#",
    ",",
    ":",
    "/",
    "*",
    "`",
    "a ",
    "a=",
    "a\t.",
    "%",
    "\r",
    "\u2028",
  ];
  return [...new Set([...usual, ...words, ...words.map((word) => `${word} `), ...inClasses])].slice(0, 90);
}

/** The longest that the expression takes over a text of repetitions, and the text. */
function slowest(expression: RegExp): { readonly ms: number; readonly text: string } {
  const everywhere = new RegExp(
    expression.source,
    expression.flags.includes("g") ? expression.flags : `${expression.flags}g`,
  );
  const pieces = piecesFor(expression);
  let worst = { ms: 0, text: "" };
  for (const piece of pieces) {
    const body = piece.repeat(LENGTH / piece.length);
    for (const text of [
      body,
      `${pieces.find((other) => other.length > 2) ?? "x"}${body}`,
      `${body}!\u2028x`,
    ]) {
      let ms = Infinity;
      // Other processes can only make it longer.
      for (let i = 0; i < 3 && ms > MOST_MS; i++) {
        const before = process.cpuUsage();
        text.replace(everywhere, "");
        const { user, system } = process.cpuUsage(before);
        ms = Math.min(ms, (user + system) / 1000);
      }
      if (ms > worst.ms) worst = { ms, text: `${text.slice(0, 40)}...` };
    }
  }
  return worst;
}

describe("every regular expression of the program", () => {
  test("is found", () => {
    expect(found.length).toBeGreaterThan(100);
    expect([...makers].sort()).toEqual(Object.keys(MADE).sort());
  });

  test.each(found.map((one) => [`${one.file} ${String(one.expression)}`, one] as const))(
    "%s",
    (_name, { expression }) => {
      const { ms, text } = slowest(expression);
      expect(ms, text).toBeLessThan(MOST_MS);
    },
  );
});
