/** Lets what can wait wait while webhooks come in, which somebody waits for. */
export interface Calm {
  /** Counts a webhook until it is answered. */
  readonly during: (work: Promise<unknown>) => Promise<void>;
  /** Resolves when few webhooks are being taken, or after this many milliseconds. */
  readonly wait: (mostMs: number) => Promise<void>;
}

/** How many webhooks at a time are few. */
const FEW = 4;
const LOOK_MS = 20;

/** Starts with no webhooks. */
export function createCalm(): Calm {
  let webhooks = 0;
  return {
    during: async (work) => {
      webhooks++;
      try {
        await work;
      } finally {
        webhooks--;
      }
    },
    wait: async (mostMs) => {
      for (let waited = 0; webhooks > FEW && waited < mostMs; waited += LOOK_MS) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
  };
}
