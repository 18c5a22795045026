import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { PURE_PACKAGES } from "../scripts/pure-packages.js";
import { HANDLED_EVENTS } from "../src/app/events.js";
import { FORMATS } from "../src/cli/io.js";
import { RULES } from "../src/rules/registry.js";

const ROOT = join(import.meta.dirname, "..");
const SOURCES = filesBelow(join(ROOT, "src")).filter((file) => file.endsWith(".ts"));
/** What people write and read; a generated file begins with a comment that says so. */
const BY_HAND = SOURCES.filter((file) => !readFileSync(file, "utf8").startsWith("// Generated "));

/** The files of the source that each imports. */
const IMPORTS = new Map(
  SOURCES.map((file) => [
    file,
    importsOf(file).flatMap(({ target }) => (target === null ? [] : [target.replace(/\.js$/, ".ts")])),
  ]),
);

/** Each room and the rooms it may import from; the pure core in its order, then what surrounds it. */
const CORE = [
  "findings",
  "diff",
  "dependencies",
  "parse",
  "python",
  "documents",
  "artifacts",
  "rule-kit",
  "rules",
  "policy",
  "analysis",
  "report",
  "review",
  "migrate",
  "audit",
];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  findings: [],
  diff: [],
  dependencies: [],
  ...Object.fromEntries(CORE.slice(3).map((room, i) => [room, CORE.slice(0, i + 3)])),
  github: CORE,
  jobs: CORE,
  threads: [],
  server: [...CORE, "github", "jobs"],
  app: [...CORE, "github", "jobs", "threads", "server"],
  cli: [...CORE, "github", "jobs", "threads", "server", "app"],
  editor: [...CORE, "github", "threads", "app", "cli"],
};

/** Expressions hold expressions, and statements hold statements: what parses them, in parse/by-hand, calls in circles. */
const RECURSIVE_DESCENT: readonly (readonly string[])[] = [
  [
    ...["annotations", "arguments", "brackets", "comprehension", "expression-list", "expressions"],
    ...["parameters", "patterns", "primary", "strings", "with-items"],
  ],
  ["compound", "match", "statements"],
].map((circle) => circle.map((name) => `src/parse/by-hand/${name}`));

describe("the direction of imports", () => {
  test.each(Object.keys(MAY_IMPORT))("of %s", (room) => {
    const files = SOURCES.filter((file) => roomOf(file) === room);
    expect(files).not.toEqual([]);
    for (const file of files) {
      for (const { specifier, target } of importsOf(file)) {
        const where = `${relative(ROOT, file)} imports ${specifier}`;
        if (target !== null) expect([room, ...(MAY_IMPORT[room] ?? [])], where).toContain(roomOf(target));
        else if (CORE.includes(room)) expect(PURE_PACKAGES, where).toContain(specifier);
      }
    }
  });

  test("knows every room", () => {
    const rooms = new Set(SOURCES.map(roomOf).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test("goes round in circles only where Python's grammar does", () => {
    expect(importCircles()).toEqual(RECURSIVE_DESCENT.map((names) => names.map((name) => `${name}.ts`)));
  });

  test("no rule imports another rule", () => {
    const ids = RULES.map(({ meta }) => meta.id);
    for (const id of ids) {
      const names = importsOf(join(ROOT, "src", "rules", `${id}.ts`)).map(({ specifier }) =>
        basename(specifier, ".js"),
      );
      expect(names.filter((name) => ids.includes(name))).toEqual([]);
    }
  });

  test("no room but rules/ knows a rule by its id or its file", () => {
    const ids = RULES.map(({ meta }) => meta.id).join("|");
    const named = new RegExp(`["'\`](?:${ids})["'\`]|/rules/(?!registry\\.js")[\\w-]+\\.js"`, "g");
    const outside = SOURCES.filter((file) => roomOf(file) !== "rules");
    expect(
      outside.flatMap((file) =>
        (code(file).match(named) ?? []).map((name) => `${relative(ROOT, file)} names ${name}`),
      ),
    ).toEqual([]);
  });

  test("only the entry points read the process", () => {
    const readers = SOURCES.filter((file) => /\bprocess\.[a-z]/.test(code(file))).map((file) =>
      relative(ROOT, file),
    );
    expect(readers.sort()).toEqual(["src/cli.ts", "src/main.ts"]);
  });

  test("the core knows no clock", () => {
    const core = SOURCES.filter((file) => CORE.includes(roomOf(file) ?? ""));
    expect(
      core.filter((file) => /\bDate\.now\b|\bnew Date\b|\bMath\.random\b|\bperformance\./.test(code(file))),
    ).toEqual([]);
  });
});

describe("the shape of the house", () => {
  test("no source file is longer than 250 lines", () => {
    const long = SOURCES.filter((file) => readFileSync(file, "utf8").split("\n").length > 250);
    expect(long.map((file) => relative(ROOT, file))).toEqual([]);
  });

  test.each(RULES.map(({ meta }) => meta.id))(
    "the rule %s has a file, a fixture and a page of its name",
    (id) => {
      expect(existsSync(join(ROOT, "src", "rules", `${id}.ts`))).toBe(true);
      expect(existsSync(join(ROOT, "test", "fixtures", "rules", `${id}.py`))).toBe(true);
      expect(existsSync(join(ROOT, "docs", "rules", `${id}.md`))).toBe(true);
    },
  );

  test("every export of the source says what it promises", () => {
    const silent = BY_HAND.flatMap((file) => {
      const lines = readFileSync(file, "utf8").split("\n");
      return lines.flatMap((line, i) =>
        /^export (async )?(function|const|interface|type|class) /.test(line) &&
        !(lines[i - 1] ?? "").endsWith("*/")
          ? [`${relative(ROOT, file)}:${String(i + 1)}`]
          : [],
      );
    });
    expect(silent).toEqual([]);
  });

  test.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])(
    "every path that %s names exists",
    (document) => {
      const text = readFileSync(join(ROOT, document), "utf8");
      const paths = /[`(]((?:src|test|docs|demo|bench|scripts)\/[\w./-]*)[`)]/g;
      const named = [...text.matchAll(paths)].map((match) => match[1] ?? "");
      expect(named.length).toBeGreaterThan(3);
      expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    },
  );
});

test("the README names the versions of Node that package.json asks for", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly engines: { readonly node: string };
  };
  expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain(`Node.js (\`${engines.node}\`)`);
});

test("the README and docs/command-line.md name every output format", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8").replace(/\s+/g, " ");
  const page = readFileSync(join(ROOT, "docs", "command-line.md"), "utf8");
  for (const format of FORMATS) {
    expect(readme).toMatch(new RegExp(`--format\`[^:]*\`${format}\``));
    expect(page).toMatch(new RegExp(`^\\| \`${format}\` +\\|`, "m"));
  }
});

test("the README names every event as GitHub's settings call it", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8").replace(/\s+/g, " ");
  const named = /Events: ([^.]+)\./.exec(readme)?.[1]?.split(", ").sort();
  const events = Object.keys(HANDLED_EVENTS).map((event) => event.replaceAll("_", " "));
  expect(named).toEqual(events.map((words) => `_${words.charAt(0).toUpperCase()}${words.slice(1)}_`).sort());
});

test("the section of the README that a missing APP_ID is explained by exists", () => {
  const settings = readFileSync(join(ROOT, "src", "server", "settings.ts"), "utf8");
  const [, section = ""] = /see README, "([^"]+)"/.exec(settings) ?? [];
  expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain(`\n## ${section}\n`);
});

describe("app.yml", () => {
  const manifest = parse(readFileSync(join(ROOT, "app.yml"), "utf8")) as {
    default_events: string[];
    default_permissions: Record<string, string>;
  };

  test("subscribes to the events that are handled, and no others", () => {
    expect(manifest.default_events.sort()).toEqual(Object.keys(HANDLED_EVENTS).sort());
  });

  test("asks for the least permissions", () => {
    expect(manifest.default_permissions).toEqual({
      metadata: "read",
      contents: "read",
      issues: "read",
      pull_requests: "write",
      checks: "write",
      merge_queues: "read",
    });
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The folder of `src` that a file is in, or null for the entry points. */
function roomOf(file: string): string | null {
  const [first = "", ...rest] = relative(join(ROOT, "src"), file).split("/");
  return rest.length > 0 ? first : null;
}

function importsOf(file: string): { specifier: string; target: string | null }[] {
  return [
    ...readFileSync(file, "utf8").matchAll(
      /^(?:(?:import|export)\b[^;"]*\bfrom|import) "([^"]+)";$|\bimport\("([^"]+)"\)/gm,
    ),
  ].map((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    return { specifier, target: specifier.startsWith(".") ? join(dirname(file), specifier) : null };
  });
}

/** The files that import each other, by whatever way, types included: each circle once. */
function importCircles(): string[][] {
  const reached = new Map(SOURCES.map((file) => [file, filesReachedFrom(file)]));
  const circles = SOURCES.map((file) =>
    SOURCES.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)),
  );
  const inCircles = circles.map((circle) => circle.map((file) => relative(ROOT, file)).sort());
  const distinct = new Map(inCircles.map((circle) => [circle.join(), circle]));
  return [...distinct.values()].filter((circle) => circle.length > 0).sort();
}

function filesReachedFrom(start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [start];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const target of IMPORTS.get(file) ?? []) {
      if (!reached.has(target)) pending.push(target);
      reached.add(target);
    }
  }
  return reached;
}

/** A file's text without comments. */
function code(file: string): string {
  return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
