import { failureKind } from "./errors.js";

/** What `patiently` works with. */
export interface Patience {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told before a rate limit is waited for. */
  readonly onWait: (ms: number) => void;
}

/** How often a request is sent in all, and about how long to wait where GitHub failed for the moment; twice as long each time. */
const TRIES = 4;
const FIRST_WAIT_MS = 500;

/** A longer rate limit is not waited for; GitHub's are an hour. */
const MAX_WAIT_MS = 65 * 60_000;

/**
 * Sends a read again where GitHub says that a rate limit is reached, after as long as it asks for, and where it failed for
 * the moment. For commands, which have nothing else to do meanwhile; a server puts its job off instead.
 */
export function patiently({ now, sleep, onWait }: Patience) {
  return async <Result>(request: () => Promise<Result>): Promise<Result> => {
    for (let tries = 1; ; tries++) {
      try {
        return await request();
      } catch (error) {
        const failure = failureKind(error, now());
        const wait =
          failure.kind === "rate-limit"
            ? failure.retryAfterMs
            : failure.kind === "transient"
              ? FIRST_WAIT_MS * 2 ** (tries - 1)
              : Infinity;
        if (tries === TRIES || wait > MAX_WAIT_MS) throw error;
        if (failure.kind === "rate-limit") onWait(wait);
        await sleep(wait);
      }
    }
  };
}
