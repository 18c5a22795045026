import type { GitHubClient } from "./client.js";
import { graphqlErrors, isDenied, property } from "./errors.js";
import type { Operations } from "./graphql-types.js";

/**
 * A GraphQL query or mutation. `npm run github-types` generates the types of its variables and its answer from GitHub's
 * schema, under the name that its text has. Some texts depend on what is asked for: their types are generated from an
 * example (scripts/github-documents.ts).
 */
export interface GraphqlDocument<Name extends keyof Operations> {
  readonly name: Name;
  readonly text: string;
}

/**
 * Sends a document and returns what GitHub answers.
 * @param deniable names of fields that may be missing. GitHub answers with an error and the rest of the data where it
 * forbids or does not find something: below one of these fields that is no failure, and the field is null
 * @throws what the client throws: every other error, with partial data or without
 */
export async function sendDocument<Name extends keyof Operations, Deniable extends string = never>(
  client: GitHubClient,
  document: GraphqlDocument<Name>,
  variables: VariablesOf<Name>,
  deniable: readonly Deniable[] = [],
): Promise<AnswerOf<Name, Deniable>> {
  return (await sendForPart(client, document, variables, deniable)).answer;
}

/** The same, and what of it was denied: the paths of those fields. */
export async function sendForPart<Name extends keyof Operations, Deniable extends string = never>(
  client: GitHubClient,
  { text }: GraphqlDocument<Name>,
  variables: VariablesOf<Name>,
  deniable: readonly Deniable[],
): Promise<{
  readonly answer: AnswerOf<Name, Deniable>;
  readonly denied: readonly (readonly unknown[])[];
}> {
  try {
    return { answer: await client.graphql<AnswerOf<Name, Deniable>>(text, variables), denied: [] };
  } catch (error) {
    const errors = graphqlErrors(error);
    const isBelowDeniable = (path: unknown): boolean =>
      Array.isArray(path) && path.some((step) => deniable.some((name) => name === step));
    const isPartial = errors.length > 0 && errors.every((one) => isDenied(one) && isBelowDeniable(one.path));
    const data = property(error, "data");
    if (!data || !isPartial) throw error;
    const denied = errors.map(({ path }): readonly unknown[] => (Array.isArray(path) ? path : []));
    return { answer: data as AnswerOf<Name, Deniable>, denied };
  }
}

/** What a document takes. */
export type VariablesOf<Name extends keyof Operations> = AsSent<Operations[Name]["variables"], never>;

/** What a document answers; its `deniable` fields may be null. */
export type AnswerOf<Name extends keyof Operations, Deniable extends string = never> = AsSent<
  Operations[Name]["answer"],
  Deniable
>;

/**
 * The generated types are those of an example. What is sent can differ in two ways: there can be any number of numbered
 * fields and variables (`f0`, `f1`, ...), and deniable fields can be null where the schema says that they are not.
 */
type AsSent<Example, Deniable extends string> = Example extends readonly (infer Item)[]
  ? readonly AsSent<Item, Deniable>[]
  : Example extends object
    ? {
        [Field in keyof Example as Field extends `${infer Letter}${number}` ? `${Letter}${number}` : Field]:
          AsSent<Example[Field], Deniable> | (Field extends Deniable ? null : never);
      }
    : Example;

/** The name of the `i`th of several fields or variables of the same kind: `f0`, `f1`, ... */
export function numbered<Letter extends string>(letter: Letter, i: number): `${Letter}${number}` {
  return `${letter}${String(i) as `${number}`}`;
}
