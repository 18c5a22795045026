import { plugin } from "@graphql-codegen/typescript-operations";
import { schema as github } from "@octokit/graphql-schema";
import { buildSchema, concatAST, Kind, parse, type DocumentNode, type GraphQLSchema } from "graphql";

import { DOCUMENTS } from "./github-documents.js";

/** GitHub's GraphQL schema. It takes a second to build. */
export function githubSchema(): GraphQLSchema {
  return buildSchema(github.idl, { assumeValidSDL: true });
}

/** The texts of the two generated files of src/github. */
export interface GithubTypes {
  /** What each document takes and answers. */
  readonly "graphql-types.ts": string;
  /** The inputs and the enumerations of GitHub's schema that those refer to. */
  readonly "graphql-schema-types.ts": string;
}

/** The types of every document, and of what they have of GitHub's schema. */
export async function githubTypes(schema: GraphQLSchema): Promise<GithubTypes> {
  const document = withoutRepeats(concatAST(DOCUMENTS.map(({ text }) => parse(text))));
  const generated = await plugin(
    schema,
    [{ document }],
    {
      immutableTypes: true,
      disableDescriptions: true,
      // A fragment is a type of its own, which the types of documents refer to.
      inlineFragmentTypes: "combine",
      // All of these are strings in JSON. Another one has to be looked at before it is used.
      scalars: { BigInt: "string", DateTime: "string", GitObjectID: "string", ID: "string", URI: "string" },
      defaultScalarType: "unknown",
    },
    {},
  );
  const { prepend = [], content } = typeof generated === "string" ? { content: generated } : generated;
  const declarations = [...prepend, content].join("\n").split(/^(?=export type |type |\/\*\*)/m);
  const ofSchema = declarations.filter((one) => OF_SCHEMA.test(one));
  const names = ofSchema.flatMap((one) => OF_SCHEMA.exec(one)?.[1] ?? []);
  const others = declarations.filter((one) => !OF_SCHEMA.test(one));
  const used = names.filter((name) => others.some((one) => new RegExp(`\\b${name}\\b`).test(one)));
  const imports = `import type {\n${used.map((name) => `  ${name},\n`).join("")}} from "./graphql-schema-types.js";`;
  return {
    "graphql-types.ts": fileOf(imports, ...others.map(withShortUnions), operations()),
    "graphql-schema-types.ts": fileOf(...ofSchema),
  };
}

/** An input, or an enumeration of strings. */
const OF_SCHEMA = /^export type (\w+) =(?: \{\n| *\n +\| ')/;

function fileOf(...parts: readonly string[]): string {
  return `${[HEADER, ...parts]
    .join("\n")
    .replace(/\n{2,}/g, "\n")
    .trimEnd()}\n`;
}

const HEADER = `// Generated from the GraphQL documents and GitHub's schema by "npm run github-types". Do not edit.
/* eslint-disable */`;

/** Each member of a union has a line of its own, which makes a long file of them. */
function withShortUnions(declaration: string): string {
  return declaration.replace(/\n +(?=[|&)])/g, " ");
}

function operations(): string {
  const entries = DOCUMENTS.map(({ name, text }) => {
    const type = `${name}${/^\s*mutation\b/.test(text) ? "Mutation" : "Query"}`;
    return `${name}: { answer: ${type}; variables: ${type}Variables };`;
  });
  return `/** Each document by its name. */\nexport interface Operations {\n${entries.join("\n")}\n}`;
}

/** Fragments that several documents share are in the text of each. */
function withoutRepeats({ definitions }: DocumentNode): DocumentNode {
  const names = definitions.map((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION ? definition.name.value : null,
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: definitions.filter((_, i) => names[i] === null || names.indexOf(names[i] ?? null) === i),
  };
}
