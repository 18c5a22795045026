import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Kind, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";

import { DOCUMENTS } from "../../scripts/github-documents.js";
import { githubSchema, githubTypes } from "../../scripts/github-types.js";
import { pullRequestQuery } from "../../src/github/pull-request-query.js";

const SOURCES = join(import.meta.dirname, "..", "..", "src", "github");
const TYPES: ReadonlySet<string> = new Set(["graphql-types.ts", "graphql-schema-types.ts"]);
const schema = githubSchema();

describe.each(DOCUMENTS)("$name", ({ name, text }) => {
  test("is valid against GitHub's schema", () => {
    expect(validate(schema, parse(text))).toEqual([]);
  });

  test("has its name in its text", () => {
    const { definitions } = parse(text);
    const names = definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION ? [one.name?.value] : [],
    );
    expect(names).toEqual([name]);
  });
});

test.each([[[]], [["a.py", "b.py"]]])("a pull request is asked for with the guesses %j", (guesses) => {
  expect(validate(schema, parse(pullRequestQuery(guesses).text))).toEqual([]);
});

test("the types are up to date (npm run github-types)", async () => {
  const generated = Object.entries(await githubTypes(schema));
  expect(new Set(generated.map(([name]) => name))).toEqual(TYPES);
  for (const [name, text] of generated) expect(readFileSync(join(SOURCES, name), "utf8")).toBe(text);
});

test("every document of the source is in the list", () => {
  const texts = readdirSync(SOURCES)
    .filter((file) => !TYPES.has(file))
    .map((file) => readFileSync(join(SOURCES, file), "utf8"));
  const named = texts.flatMap((text) => [...text.matchAll(/\b(?:query|mutation) (NoPickle\w+)/g)]);
  expect(named.map(([, name]) => name).sort()).toEqual(DOCUMENTS.map(({ name }) => name).sort());
});

test("documents are sent in one place", () => {
  const senders = readdirSync(SOURCES).filter((file) =>
    readFileSync(join(SOURCES, file), "utf8").includes(".graphql<"),
  );
  expect(senders).toEqual(["graphql-document.ts"]);
});
