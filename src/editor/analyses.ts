/** What is looked at, by URI; of each the newest text counts. */
interface Entry<Outcome> {
  /** Grows with every change. */
  changes: number;
  timer: NodeJS.Timeout | undefined;
  /** What came of the newest text; null where it was not looked at yet. */
  current: Outcome | null;
  readonly waiting: Set<(outcome: Outcome | null) => void>;
}

/** How long an analysis goes on whose text is old already, in milliseconds: to end it ends its thread. */
const PATIENCE_MS = 1000;

/**
 * Decides what is analyzed when. One file is analyzed at a time, the newest text of each; a change waits until nothing
 * else has come for a moment, and makes what an analysis of an older text comes to worthless.
 */
export class Analyses<Outcome> {
  private readonly entries = new Map<string, Entry<Outcome>>();
  private readonly queue = new Set<string>();
  private readonly run: (uri: string, signal: AbortSignal) => Promise<Outcome | null>;
  private readonly done: (uri: string, outcome: Outcome, isAwaited: boolean) => void;
  private running: { readonly uri: string; readonly began: number; readonly end: AbortController } | null =
    null;

  /**
   * @param run analyzes the newest text; null where the signal ended it, or there is none
   * @param done is told what came of it
   */
  constructor(
    run: (uri: string, signal: AbortSignal) => Promise<Outcome | null>,
    done: (uri: string, outcome: Outcome, isAwaited: boolean) => void,
  ) {
    this.run = run;
    this.done = done;
  }

  /** There is a new text, or something around it has changed: it is analyzed if no other change comes within the time. */
  changed(uri: string, delayMs: number): void {
    const entry = this.entries.get(uri) ?? {
      changes: 0,
      timer: undefined,
      current: null,
      waiting: new Set(),
    };
    this.entries.set(uri, entry);
    entry.changes++;
    entry.current = null;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      this.enqueue(uri);
    }, delayMs);
    this.supersede(uri);
  }

  /** It is not open any more. */
  forget(uri: string): void {
    const entry = this.entries.get(uri);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.entries.delete(uri);
    this.queue.delete(uri);
    for (const tell of entry.waiting) tell(null);
    this.supersede(uri);
  }

  /** What is open. */
  uris(): Iterable<string> {
    return this.entries.keys();
  }

  /** Whether it is open. */
  has(uri: string): boolean {
    return this.entries.has(uri);
  }

  /**
   * Waits for what the newest text comes to; null where it is closed, or the signal comes before.
   * @param isUrgent whether it is analyzed at once, whatever may still change
   */
  async current(uri: string, isUrgent: boolean, signal: AbortSignal): Promise<Outcome | null> {
    const entry = this.entries.get(uri);
    if (!entry || signal.aborted) return null;
    if (entry.current !== null) return entry.current;
    const outcome = new Promise<Outcome | null>((resolve) => {
      entry.waiting.add(resolve);
      signal.addEventListener("abort", () => {
        entry.waiting.delete(resolve);
        resolve(null);
      });
    });
    if (isUrgent && this.running?.uri !== uri) {
      clearTimeout(entry.timer);
      this.enqueue(uri);
    }
    return outcome;
  }

  private enqueue(uri: string): void {
    this.queue.add(uri);
    void this.next();
  }

  private async next(): Promise<void> {
    if (this.running) return;
    const [uri] = this.queue;
    if (uri === undefined) return;
    this.queue.delete(uri);
    const entry = this.entries.get(uri);
    const changes = entry?.changes;
    if (entry) {
      this.running = { uri, began: performance.now(), end: new AbortController() };
      const outcome = await this.run(uri, this.running.end.signal);
      this.running = null;
      if (this.entries.get(uri) === entry && entry.changes === changes) {
        entry.current = outcome;
        const waiting = [...entry.waiting];
        entry.waiting.clear();
        if (outcome !== null) this.done(uri, outcome, waiting.length > 0);
        for (const tell of waiting) tell(outcome);
      }
    }
    void this.next();
  }

  /** What runs for an older text of this file has not much time left. */
  private supersede(uri: string): void {
    const { running } = this;
    if (running?.uri !== uri) return;
    const left = PATIENCE_MS - (performance.now() - running.began);
    const end = (): void => {
      if (this.running === running) running.end.abort();
    };
    if (left <= 0) end();
    else setTimeout(end, left);
  }
}
