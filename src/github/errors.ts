/** What to do about a failed call to GitHub. */
export type FailureKind =
  /** Worth trying again soon: server errors, a broken connection. */
  | { readonly kind: "transient" }
  /** Worth trying again once the limit is over. */
  | { readonly kind: "rate-limit"; readonly retryAfterMs: number }
  /** The token is not accepted any more: worth trying again with a new one. */
  | { readonly kind: "unauthorized" }
  /** The repository, pull request or installation does not exist any more, or the app may not see it any more. */
  | { readonly kind: "gone" }
  /** Trying again would fail again. */
  | { readonly kind: "permanent" };

/** One error of an answer's list; GraphQL gives it a type and a path, REST a code. */
interface ErrorDetail {
  readonly type?: unknown;
  readonly path?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const MINUTE = 60_000;

/**
 * Classifies an error of the client by status, headers and error types, never by its message.
 * GitHub says that a rate limit is reached with 403 or 429, with 422 and the code `abuse`, or in GraphQL with 200 and the
 * type `RATE_LIMITED`.
 * @param now the current time in milliseconds since 1970
 */
export function failureKind(error: unknown, now: number): FailureKind {
  const status = statusOf(error);
  const response = property(error, "response");
  const headers = property(response, "headers") ?? property(error, "headers");
  const details = detailsIn(property(property(response, "data"), "errors") ?? property(error, "errors"));
  if (details.some(({ type }) => type === "RATE_LIMITED") || details.some(({ code }) => code === "abuse")) {
    return { kind: "rate-limit", retryAfterMs: waitFrom(headers, now) };
  }
  if (status === 429 || (status === 403 && isLimit(headers))) {
    return { kind: "rate-limit", retryAfterMs: waitFrom(headers, now) };
  }
  if (status === 401) return { kind: "unauthorized" };
  if (status === 404 || status === 410 || status === 451) return { kind: "gone" };
  if (typeof status !== "number") return details.length > 0 ? graphqlKind(details) : networkKind(error);
  return status >= 500 || status === 408 ? { kind: "transient" } : { kind: "permanent" };
}

/**
 * GraphQL answers 200, with errors that have a type. Where GitHub could not finish (a time limit, an internal error, too
 * many resources) the type is missing or one of `TRANSIENT`; there may be partial data as well.
 */
function graphqlKind(errors: readonly { type?: unknown }[]): FailureKind {
  const types = errors.map(({ type }) => type);
  const isTransient = types.some((type) => typeof type !== "string" || TRANSIENT.has(type));
  if (isTransient) return { kind: "transient" };
  return { kind: types.every((type) => type === "NOT_FOUND") ? "gone" : "permanent" };
}

const TRANSIENT: ReadonlySet<string> = new Set([
  "INTERNAL",
  "LOADING",
  "RESOURCE_LIMITS_EXCEEDED",
  "SERVICE_UNAVAILABLE",
  "TIMEOUT",
]);

/** Errors of the runtime carry a code (`ECONNRESET`) or wrap one; programming errors do not. */
function networkKind(error: unknown): FailureKind {
  const cause = property(error, "cause");
  const isWrapped = typeof cause === "object" && cause !== null && "code" in cause;
  const name = property(error, "name");
  return typeof property(error, "code") === "string" ||
    isWrapped ||
    name === "AbortError" ||
    name === "TimeoutError"
    ? { kind: "transient" }
    : { kind: "permanent" };
}

function isLimit(headers: unknown): boolean {
  return (
    property(headers, "retry-after") !== undefined ||
    String(property(headers, "x-ratelimit-remaining")) === "0"
  );
}

/** `retry-after` in seconds, else the time of the reset, else a minute (GitHub's own advice, in that order). */
function waitFrom(headers: unknown, now: number): number {
  const after = Number(property(headers, "retry-after"));
  if (Number.isFinite(after) && after > 0) return after * 1000;
  const reset = Number(property(headers, "x-ratelimit-reset")) * 1000;
  const exhausted = String(property(headers, "x-ratelimit-remaining")) === "0";
  return exhausted && Number.isFinite(reset) ? Math.max(1000, reset - now) : MINUTE;
}

/** The errors that a GraphQL answer had beside its data, or instead of it. */
export function graphqlErrors(error: unknown): readonly ErrorDetail[] {
  return detailsIn(property(error, "errors"));
}

/** Whether a GraphQL error says that the asking account may not see something, or that it is not there. */
export function isDenied({ type }: ErrorDetail): boolean {
  return type === "FORBIDDEN" || type === "NOT_FOUND";
}

/** The HTTP status of a failed call; undefined where there was no answer. */
export function statusOf(error: unknown): unknown {
  return property(error, "status");
}

function detailsIn(list: unknown): readonly ErrorDetail[] {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items.filter((item): item is object => typeof item === "object" && item !== null);
}

/** A property of a value of which nothing is known: anything can be thrown. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** An error in one line, without what GitHub sent along: status and message. */
export function errorLine(error: unknown): string {
  const status = statusOf(error);
  const message = property(error, "message");
  const graphql = graphqlErrors(error).flatMap(({ type, path, message: said }) => [
    [type, Array.isArray(path) ? path.join(".") : null, said]
      .filter((part) => typeof part === "string")
      .join(" "),
  ]);
  // The message of the client itself only says that there were some.
  const first = typeof message === "string" ? (message.split("\n")[0] ?? "") : String(error);
  const text =
    graphql.length > 0 && typeof status !== "number" ? `GraphQL: ${graphql.slice(0, 3).join("; ")}` : first;
  return typeof status === "number" ? `${String(status)} ${text.slice(0, 200)}` : text.slice(0, 200);
}
