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
    const unparsed = withoutParser(options);
    for (let tries = 1; ; tries++) {
      try {
        const answer = await request(unparsed);
        onRequest({ kind, ...reportOf(answer) });
        if (unparsed !== options) await parseBody(answer);
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
 * Asks for the body as it comes: the client's own parser of JSON takes ten times as long, on the main thread, and gives up,
 * without an error, on texts of more than about eight million characters. The same options where that is asked for anyway.
 */
function withoutParser<Options extends object>(options: Options): Options {
  const request = property(options, "request");
  if (property(request, "parseSuccessResponseBody") === false) return options;
  return { ...options, request: { ...(request ?? {}), parseSuccessResponseBody: false } };
}

/** @throws SyntaxError if it says that it is JSON and is none */
async function parseBody(answer: { data?: unknown }): Promise<void> {
  if (!(answer.data instanceof ReadableStream)) return;
  const text = await new Response(answer.data).text();
  const type = String(property(property(answer, "headers"), "content-type"));
  answer.data = /^application\/json\b/.test(type) && text !== "" ? JSON.parse(text) : text;
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
