import type { PickleCall } from "./pickle/machine.js";
import { textOf } from "./pickle/text.js";
import type { PickleValue } from "./pickle/values.js";

/** The most characters of a call that are shown, and of one string in it. */
const MAX_SHOWN = 200;
const MAX_STRING = 80;

/** A call as Python would write it, on one line, cut to 200 characters: `posix.system('id')`. Not escaped for any output. */
export function showCall(bytes: Uint8Array, call: PickleCall): string {
  const shown = new Shown(bytes);
  shown.call(call.callee, call.arguments, METHODS[call.how]);
  return shown.text;
}

const METHODS: Readonly<Record<PickleCall["how"], string>> = {
  call: "",
  new: "",
  setstate: ".__setstate__",
  append: ".extend",
  setitem: ".__setitem__",
  add: ".add",
};

/** Written piece by piece, and no further than it is shown: an object can stand in itself. */
class Shown {
  text = "";
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  call(callee: PickleValue, args: PickleValue, method: string): void {
    this.value(callee);
    this.add(method);
    if (typeof args === "object" && args?.kind === "tuple") this.items("(", args.items, args.count, ")");
    else {
      this.add("(*");
      this.value(args);
      this.add(")");
    }
  }

  private add(text: string): void {
    if (this.isFull) return;
    this.text += text;
    if (this.text.length > MAX_SHOWN) this.text = `${this.text.slice(0, MAX_SHOWN - 1)}…`;
  }

  private get isFull(): boolean {
    return this.text.length >= MAX_SHOWN;
  }

  private items(open: string, items: readonly PickleValue[], count: number, close: string): void {
    this.add(open);
    for (const [i, item] of items.entries()) {
      if (this.isFull) return;
      if (i > 0) this.add(", ");
      this.value(item);
    }
    this.add(count > items.length ? `, …${close}` : close);
  }

  private value(value: PickleValue): void {
    if (this.isFull) return;
    if (value === null) this.add("None");
    else if (typeof value === "boolean") this.add(value ? "True" : "False");
    else if (typeof value !== "object") this.add(Number.isNaN(value) ? "…" : String(value));
    else
      switch (value.kind) {
        case "text":
          this.add(quoted(textOf(this.bytes, value) ?? ""));
          return;
        case "bytes":
          this.add(
            `b${quoted(asText(this.bytes.subarray(value.start, Math.min(value.end, value.start + 200))))}`,
          );
          return;
        case "global":
          this.add(`${value.module ?? "…"}.${value.name ?? "…"}`);
          return;
        case "result":
          this.call(value.callee, value.arguments, "");
          return;
        case "persistent":
          this.add("persistent_load(…)");
          return;
        case "opaque":
          this.add("…");
          return;
        case "tuple":
          this.items("(", value.items, value.count, ")");
          return;
        case "list":
          this.items("[", value.items, value.count, "]");
          return;
        case "dict":
        case "set":
        case "frozenset":
          this.items("{", value.items, value.count, "}");
          return;
      }
  }
}

function quoted(text: string): string {
  const cut = text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text;
  return `'${cut.replace(/[\\'\n\r\t]/g, (one) => ESCAPES[one] ?? one)}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function asText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
