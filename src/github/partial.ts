import type { GitHubClient } from "./client.js";

interface PartialAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly type?: unknown;
    readonly path?: readonly (string | number)[] | null;
  }[];
}

/**
 * A GraphQL query of which GitHub may deny parts: what it forbids or does not find below an `optional` field is null in
 * the answer. Any other error is thrown, with partial data or without.
 * @param optional names of the fields that may be missing
 */
export async function graphqlPartly<Data>(
  client: GitHubClient,
  query: string,
  variables: Record<string, unknown>,
  optional: readonly string[],
): Promise<Data> {
  try {
    return await client.graphql<Data>(query, variables);
  } catch (error) {
    const { data, errors = [] } = error as PartialAnswer;
    const isDenied = errors.every(
      ({ type, path }) =>
        (type === "FORBIDDEN" || type === "NOT_FOUND") &&
        (path ?? []).some((step) => optional.includes(String(step))),
    );
    if (!data || errors.length === 0 || !isDenied) throw error;
    return data as Data;
  }
}
