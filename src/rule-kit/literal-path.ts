import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";

/** Whether the first argument of a load is a literal relative path: a file that lies beside the code. */
export function readsLiteralPath(model: FileModel, use: Use, name: string): boolean {
  if (!use.call || use.shift !== 0) return false;
  const { values, mayBeAbsent } = argumentOf(model.evaluator, use.call, { name, position: 0 });
  if (mayBeAbsent || values.length === 0) return false;
  return values.every(
    (value) =>
      value.kind === "constant" &&
      typeof value.value === "string" &&
      !/^([/\\~]|[A-Za-z]:|[a-z0-9+.-]+:\/\/|\.\.[/\\])/.test(value.value),
  );
}
