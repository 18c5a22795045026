import { ApiError } from "./state.js";

/** A failure to be answered to the next request of an operation. */
export interface Fault {
  readonly operation: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly unknown[];
  /** Carry the request out all the same: GitHub does that now and then. */
  readonly afterEffect?: boolean;
  /** Break the connection instead of answering. */
  readonly reset?: boolean;
  /** GraphQL: answer 200 with the data, of which this field is null, and an error that names it. */
  readonly withoutField?: { readonly path: readonly string[]; readonly type?: string };
}

/** The connection is to be broken. */
export class Reset extends Error {}

/** Faults and side effects that wait for a request of their operation. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #effects = new Map<string, () => void>();
  #share = 0;
  #countdown: { left: number; fault: Omit<Fault, "operation"> } | null = null;

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  before(operation: string, effect: () => void): void {
    this.#effects.set(operation, effect);
  }

  /** Makes the request after this many others fail, whatever it asks for. */
  after(requests: number, fault: Omit<Fault, "operation"> | null): void {
    this.#countdown = fault && { left: requests, fault };
  }

  /** Makes this share of all requests fail, half of them after they were carried out. */
  often(share: number): void {
    this.#share = share;
  }

  /** The fault of this request, if it is to have one. */
  next(operation: string): Fault | null {
    const before = this.#effects.get(operation);
    this.#effects.delete(operation);
    before?.();
    const index = this.#faults.findIndex((fault) => fault.operation === operation);
    if (index !== -1) return this.#faults.splice(index, 1)[0] ?? null;
    if (Math.random() < this.#share) return { operation, status: 502, afterEffect: Math.random() < 0.5 };
    if (!this.#countdown || this.#countdown.left-- > 0) return null;
    const { fault } = this.#countdown;
    this.#countdown = null;
    return { ...fault, operation };
  }
}

/**
 * Answers a request with its fault, if it has one.
 * @throws ApiError or Reset
 */
export async function answerFaulty<Answer>(
  fault: Fault | null,
  run: () => Answer | Promise<Answer>,
): Promise<Answer> {
  if (!fault) return run();
  if (fault.withoutField) return without(await run(), fault.withoutField);
  if (fault.afterEffect) await run();
  if (fault.reset) throw new Reset();
  throw new ApiError(fault.status, "failed on purpose", fault.errors ?? [], fault.headers ?? {});
}

/** The answer with a field put to null and an error for it, as GraphQL gives partial data. */
function without<Answer>(answer: Answer, { path, type }: NonNullable<Fault["withoutField"]>): Answer {
  const { data } = answer as { data: { data?: unknown; errors?: unknown[] } };
  let holder = data.data as Record<string, unknown> | null | undefined;
  for (const step of path.slice(0, -1)) holder = holder?.[step] as Record<string, unknown> | null | undefined;
  if (holder) holder[path.at(-1) ?? ""] = null;
  data.errors = [...(data.errors ?? []), { ...(type ? { type } : {}), message: "left out on purpose", path }];
  return answer;
}
