import { embeddedPickles } from "./embedded-pickles.js";
import { judgePickle, type BareSign } from "./judge-pickle.js";
import { START } from "./of-interest.js";
import { runPickle } from "./pickle/run-pickle.js";

/** Something that was not looked into, or not to its end. */
export function unread(verdict: "opaque" | "unparsable", says: string): BareSign[] {
  return [{ verdict, symbol: "", call: null, says }];
}

/** What pickles that stand somewhere in bytes of another format would run. */
export function dangerousIn(bytes: Uint8Array, allowed: ReadonlySet<string>): BareSign[] {
  const judging = { allowed, givesStorages: true };
  return embeddedPickles(bytes).flatMap((run) =>
    judgePickle(bytes, run, judging).filter(
      ({ verdict, symbol }) => verdict === "dangerous" && symbol !== "",
    ),
  );
}

/** What is said of a file whose name says that it is a pickle, and which is nothing that is known. */
export function judgeUnknown(bytes: Uint8Array, allowed: ReadonlySet<string>): BareSign[] {
  const dangerous = dangerousIn(bytes, allowed);
  // A text that an unpickler refuses at once is a text.
  if (dangerous.length > 0 || isText(bytes.subarray(0, START))) return dangerous;
  return unread("unparsable", "its name says that it is a pickle, and it is nothing that could be read");
}

function isText(bytes: Uint8Array): boolean {
  return (
    bytes.every((byte) => byte >= 32 || (byte >= 8 && byte <= 13)) && runPickle(bytes).globals.length === 0
  );
}
