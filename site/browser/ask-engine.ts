import type { ReviewedChange } from "../review.js";
import type { Question, Said } from "./messages.js";

/** How long the engine may take for one question; what the grammar takes to load is counted in. */
const MAX_MS = 15_000;

/** What comes back of a question. */
export type Answer =
  | Extract<Said, { kind: "answer" }>
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly problem: string };

/** Told of the answer to the newest question, and before it, perhaps, that something has to be loaded. */
export type OnAnswer = (answer: Answer) => void;

/** The engine in its worker. Of questions that wait only the newest is asked. */
export interface Engine {
  /** Asks; answers to older questions are dropped. */
  readonly ask: (change: ReviewedChange, onAnswer: OnAnswer) => void;
}

/**
 * Starts the engine.
 * @param url the address of its module
 */
export function startEngine(url: string): Engine {
  let onAnswer: OnAnswer = () => undefined;
  let worker: Worker | null = null;
  let newest = 0;
  let isBusy = false;
  let waiting: ReviewedChange | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (): Worker => {
    const started = startWorker(url);
    started.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.id !== newest) return;
      if (data.kind === "loading") onAnswer({ kind: "loading" });
      else done(data);
    };
    started.onerror = (event) => {
      event.preventDefault();
      giveUp("the engine does not run in this browser, or failed on this text");
    };
    return started;
  };
  const send = (change: ReviewedChange): void => {
    isBusy = true;
    timer = setTimeout(() => {
      giveUp(`Not scanned: the analysis took longer than ${String(MAX_MS / 1000)} seconds`);
    }, MAX_MS);
    const question: Question = { id: ++newest, change };
    worker ??= start();
    worker.postMessage(question);
  };
  /** Ends the worker. The next question starts another one. */
  const giveUp = (problem: string): void => {
    worker?.terminate();
    worker = null;
    done({ kind: "failed", problem });
  };
  const done = (answer: Answer): void => {
    clearTimeout(timer);
    isBusy = false;
    const next = waiting;
    waiting = null;
    if (next) send(next);
    else onAnswer(answer);
  };
  worker = start();
  return {
    ask: (change, listener) => {
      onAnswer = listener;
      if (isBusy) waiting = change;
      else send(change);
    },
  };
}

/** A worker from a text takes over the page's policy of what may be asked of whom: nothing of anybody. */
function startWorker(url: string): Worker {
  const text = `import ${JSON.stringify(new URL(url, document.baseURI).href)};`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return new Worker(address, { type: "module" });
}
