/** Lets one in at a time; the others wait in the order in which they came. */
export interface Turnstile {
  readonly enter: () => Promise<void>;
  /** Lets the next one in. */
  readonly leave: () => void;
}

/** Makes one with nobody in it. */
export function createTurnstile(): Turnstile {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    enter: () =>
      new Promise((resolve) => {
        if (isTaken) waiting.push(resolve);
        else resolve();
        isTaken = true;
      }),
    leave: () => {
      const next = waiting.shift();
      if (next) next();
      else isTaken = false;
    },
  };
}
