import type { IncomingMessage } from "node:http";

/** GitHub sends no payload larger than this ("Webhook events and payloads"). */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** What the bodies of all requests may take together: two of the largest, or thousands of the usual ones. */
const ROOM_BYTES = 64 * 1024 * 1024;
/** What a body is given at first. */
const FIRST_BYTES = 32 * 1024;

/** A request's body, or why it was not read to its end. */
export type Body<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly why: "too-large" | "no-room" };

/** The memory that the bodies of all requests share. */
export interface BodyRoom {
  /**
   * Reads a body, has it used, and gives its memory back.
   * @throws the stream's error if the sender goes away, and what `use` throws
   */
  readonly withBody: <Result>(
    request: IncomingMessage,
    use: (bytes: Buffer) => Promise<Result>,
  ) => Promise<Body<Result>>;
}

/** A body that is arriving, or is used. */
interface Held {
  bytes: Buffer;
  /** Gives it up; undefined once all of it is there. */
  refuse: ((why: "too-large" | "no-room") => void) | undefined;
}

/**
 * Limits bodies one by one and in their sum, whatever `content-length` claims. Where the room ends, the largest of those
 * that are still arriving is given up: senders of large bodies without a signature cannot keep out the webhooks of GitHub,
 * nearly all of which are small.
 */
export function createBodyRoom(limit = MAX_BODY_BYTES, room = ROOM_BYTES): BodyRoom {
  const all = new Set<Held>();
  const taken = (): number => {
    let sum = 0;
    for (const { bytes } of all) sum += bytes.length;
    return sum;
  };
  const makeRoom = (): void => {
    while (taken() > room) {
      const arriving = [...all].filter(({ refuse }) => refuse !== undefined);
      const [largest] = arriving.sort((a, b) => b.bytes.length - a.bytes.length);
      if (!largest) return;
      largest.refuse?.("no-room");
    }
  };
  return {
    withBody: async (request, use) => {
      if (Number(request.headers["content-length"] ?? 0) > limit) return { ok: false, why: "too-large" };
      const held: Held = { bytes: Buffer.alloc(0), refuse: undefined };
      all.add(held);
      try {
        const body = await arrival(request, held, limit, makeRoom);
        return typeof body === "string" ? { ok: false, why: body } : { ok: true, result: await use(body) };
      } finally {
        all.delete(held);
      }
    },
  };
}

/**
 * Resolves to the body, or to why it was given up. It is copied into one buffer that grows: a list of the pieces would take
 * a hundred times the memory where each is a byte long.
 */
function arrival(
  request: IncomingMessage,
  held: Held,
  limit: number,
  makeRoom: () => void,
): Promise<Buffer | "too-large" | "no-room"> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const stop = (): void => {
      held.refuse = undefined;
      request.off("data", take);
    };
    const take = (piece: Buffer): void => {
      const needed = size + piece.length;
      if (needed > limit) {
        held.refuse?.("too-large");
        return;
      }
      if (needed > held.bytes.length) {
        const larger = Buffer.allocUnsafeSlow(
          Math.min(limit, Math.max(needed, 2 * held.bytes.length, FIRST_BYTES)),
        );
        held.bytes.copy(larger, 0, 0, size);
        held.bytes = larger;
        makeRoom();
        // It may have been the largest itself.
        if (held.refuse === undefined) return;
      }
      piece.copy(held.bytes, size);
      size = needed;
    };
    held.refuse = (why) => {
      stop();
      request.pause();
      held.bytes = Buffer.alloc(0);
      resolve(why);
    };
    request.on("data", take);
    request.once("end", () => {
      stop();
      resolve(held.bytes.subarray(0, size));
    });
    request.once("error", (error) => {
      stop();
      reject(error);
    });
  });
}
