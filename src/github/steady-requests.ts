import { failureKind, property } from "./errors.js";

/** What came of one request. */
export interface RequestReport {
  readonly kind: "rest" | "graphql";
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** What is left of the hourly budget; null where GitHub did not say. */
  readonly remaining: number | null;
}

/** What `steadily` works with. */
export interface SteadyOptions {
  /** Told of every request, also of those that are tried again. */
  readonly onRequest: (report: RequestReport) => void;
  /** Waits; tests need not. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** How often a read is tried in all, and about how long to wait the first time; twice as long each time after. */
const TRIES = 3;
const FIRST_WAIT_MS = 200;

/**
 * A wrapper for the requests of an Octokit (`client.hook.wrap("request", ...)`; GraphQL goes through it as well). Reads
 * that failed for a transient reason are tried again, after a short random wait. Writes are not: one that was answered with
 * 502 may have been carried out. Nor is a rate limit waited for: whoever runs the job puts it off instead.
 */
export function steadily({ onRequest, sleep }: SteadyOptions) {
  return async <Options extends object, Result extends object>(
    request: (options: Options) => Result | Promise<Result>,
    options: Options,
  ): Promise<Result> => {
    const kind = "query" in options ? "graphql" : "rest";
    for (let tries = 1; ; tries++) {
      try {
        const answer = await request(options);
        onRequest({ kind, ...reportOf(answer) });
        parseData(answer);
        return answer;
      } catch (error) {
        onRequest({ kind, ...reportOf(property(error, "response")) });
        const isTransient = failureKind(error, 0).kind === "transient";
        if (!isTransient || !isRead(options) || tries === TRIES) throw error;
        await sleep(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
      }
    }
  };
}

/**
 * The client's own parser of JSON gives up, without an error, on texts of more than about eight million characters: the
 * answer is then the JSON itself.
 * @throws SyntaxError if it is none
 */
function parseData(answer: { data?: unknown }): void {
  const type = property(property(answer, "headers"), "content-type");
  if (typeof answer.data === "string" && /^application\/json\b/.test(String(type)))
    answer.data = JSON.parse(answer.data);
}

function isRead(options: { readonly method?: unknown; readonly query?: unknown }): boolean {
  const { method, query } = options;
  return typeof query === "string" ? !/^\s*mutation\b/.test(query) : method === "GET";
}

function reportOf(answer: unknown): Pick<RequestReport, "status" | "remaining"> {
  const remaining = property(property(answer, "headers"), "x-ratelimit-remaining");
  return {
    status: Number(property(answer, "status") ?? 0),
    remaining: remaining === undefined ? null : Number(remaining),
  };
}
