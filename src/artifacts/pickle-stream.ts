import { isJoblibWrapper, joblibArrays } from "./joblib-arrays.js";
import { CUT_SHORT } from "./pickle/input.js";
import { runPickle, type PickleRun } from "./pickle/run-pickle.js";

/** What a stretch of bytes is when it is read as pickles, one after another. */
export interface PickleStream {
  readonly runs: readonly PickleRun[];
  /** Why it could not be read to its end though it is one; null where it could, or where bytes of another kind follow. */
  readonly failure: PickleRun["failure"];
  /** Whether it begins as torch wrote its files before version 1.6. */
  readonly isTorch: boolean;
  /** Whether more bytes could change what is said: something ended too soon. */
  readonly isCut: boolean;
}

/** The most pickles that are read one after another. */
const MAX_PICKLES = 100_000;

/**
 * Reads bytes as pickles; null where they are none: nothing that they look up or call is reached before an unpickler fails,
 * and they do not begin as pickles do.
 * @param isNamed whether the name of the file says that it is a pickle
 */
export function readPickles(bytes: Uint8Array, isNamed: boolean): PickleStream | null {
  const first = runPickle(bytes);
  if (!isPickle(bytes, first, isNamed)) return null;
  if (first.globals.some(({ module, name }) => isJoblibWrapper(module, name))) {
    const read = withArrays(bytes, first);
    if (read) return read;
  }
  return { ...untilTheEnd(bytes, first), isTorch: first.value === TORCH_MAGIC };
}

/** The number with which torch begins. */
const TORCH_MAGIC = 0x1950a86a20f9469cfc6cn;

function untilTheEnd(bytes: Uint8Array, first: PickleRun): Pick<PickleStream, "runs" | "failure" | "isCut"> {
  const runs = [first];
  let { failure } = first;
  let isCut = failure?.reason === CUT_SHORT;
  for (let at = first.end; failure === null && at < bytes.length;) {
    if (runs.length >= MAX_PICKLES) {
      failure = { reason: "it holds more pickles than are looked at", offset: at, isBudget: true };
      break;
    }
    const next = runPickle(bytes, at);
    isCut ||= next.failure?.reason === CUT_SHORT;
    const reaches = next.failure === null ? true : isHeaded(bytes, at) || next.calls.length > 0;
    if (!reaches) break;
    runs.push(next);
    // Bytes of another kind may look like the start of a pickle: it fails only where it got somewhere.
    if (next.failure !== null) {
      if (next.globals.length > 0 || next.failure.isBudget) ({ failure } = next);
      break;
    }
    at = next.end;
  }
  return { runs, failure, isCut: isCut || (runs.at(-1)?.end ?? 0) >= bytes.length };
}

/**
 * As joblib reads it. What the same bytes do where they are read as a plain pickle counts as well, as far as that tells
 * anything: past the first array it reads numbers as opcodes.
 */
function withArrays(bytes: Uint8Array, plain: PickleRun): PickleStream | null {
  const inner: PickleRun[] = [];
  const read = runPickle(
    bytes,
    0,
    undefined,
    joblibArrays((run) => inner.push(run)),
  );
  if (read.failure !== null) return null;
  return {
    runs: [read, ...inner, { ...plain, globals: plain.globals.filter(isPlausible) }],
    failure: null,
    isTorch: false,
    isCut: true,
  };
}

/** Whether the start of something without a header may be that of a pickle: it is one as far as it goes, or calls something. */
export function mayBePickle(start: Uint8Array): boolean {
  const run = runPickle(start);
  if (run.failure === null || run.calls.length > 0) return true;
  return run.failure.reason === CUT_SHORT;
}

function isPickle(bytes: Uint8Array, run: PickleRun, isNamed: boolean): boolean {
  if (isHeaded(bytes, 0)) return run.end > 2 || isNamed;
  if (run.globals.some(isPlausible) && (run.calls.length > 0 || run.failure === null)) return true;
  // `N.` may be a text: without a header only whole files count, and those of which the name says so.
  return run.failure === null && isNamed;
}

/** Whether bytes begin with the opcode PROTO and a protocol that has it. */
export function isHeaded(bytes: Uint8Array, at: number): boolean {
  const protocol = bytes[at + 1];
  return bytes[at] === 0x80 && protocol !== undefined && protocol >= 2 && protocol <= 5;
}

function isPlausible({
  module,
  name,
}: {
  readonly module: string | null;
  readonly name: string | null;
}): boolean {
  return (module === null || NAME.test(module)) && (name === null || NAME.test(name));
}

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}.]*$/u;
