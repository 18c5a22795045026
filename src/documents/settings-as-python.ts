import { literalOf, originOf, shownAs, type Stretch } from "../parse/stretch.js";
import type { Span } from "../parse/syntax-tree.js";
import type { Given } from "./commands.js";
import type { Excerpt } from "./excerpt.js";
import type { DocumentNode, Scalar, Tag } from "./tree.js";

/** What a document sets, as Python that sets the same. */
export interface Settings extends Excerpt {
  /** The stretch of the document that a literal of the Python stands for; null for any other stretch. */
  readonly literalAt: (span: Span) => Span | null;
  /** Whether there are more values than are read. */
  readonly isCut: boolean;
  /** Where each tag of Python stands in the text. */
  readonly tags: readonly { readonly name: string; readonly span: Span }[];
}

/** The longest text that is taken over. */
const MAX_TEXT = 1000;
/** The most values of one document. */
const MAX_VALUES = 50_000;

/** Writes what documents set: dictionaries as they are nested, and below them what was set otherwise. */
export class SettingsWriter {
  private readonly stretches: Stretch[] = [];
  private readonly starts: number[] = [];
  private readonly tags: { readonly name: string; readonly span: Span }[] = [];
  private text = "";
  private values = 0;

  /** A document, whose offsets are those of an excerpt. */
  document(node: DocumentNode, source: Excerpt): void {
    this.node(node, source);
    this.plain("\n");
  }

  /** A variable of the environment. */
  variable({ name, value, start, end }: Given): void {
    const python = valueOf(value);
    if (python === null) return;
    this.put(`environ[${quoted(name)}] = ${python}`, start, end);
    this.plain("\n");
  }

  /** An option of a command. */
  option({ name, value, start, end }: Given): void {
    const python = valueOf(value);
    if (python === null) return;
    this.put(`command(${name}=${python})`, start, end);
    this.plain("\n");
  }

  /** A name that something is called by which is named in a setting. */
  factory(name: string, start: number, end: number): void {
    this.plain("(");
    this.put(`{"()": ${quoted(name)}}`, start, end);
    this.plain(")\n");
  }

  /** A tag of Python. */
  tag({ name, start, end }: Tag): void {
    const from = this.text.length;
    this.put(quoted(name), start, end);
    this.tags.push({ name, span: { start: from, end: this.text.length } });
    this.plain("\n");
  }

  /** All that was written. */
  settings(): Settings {
    const { stretches, starts, text, tags } = this;
    const indexAt = (offset: number): number => {
      let low = 0;
      for (let high = starts.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    };
    return {
      text,
      tags,
      isCut: this.values > MAX_VALUES,
      at: (offset) => {
        const index = indexAt(offset);
        const stretch = stretches[index];
        return stretch
          ? originOf(stretch, Math.min(offset - (starts[index] ?? 0), stretch.text.length - 1))
          : 0;
      },
      literalAt: ({ start, end }) => {
        const index = indexAt(start);
        const stretch = stretches[index];
        const isWhole = starts[index] === start && stretch?.text.length === end - start;
        return isWhole && stretch ? { start: stretch.start, end: stretch.end } : null;
      },
    };
  }

  private node(node: DocumentNode, source: Excerpt): void {
    if (++this.values > MAX_VALUES) {
      this.plain("None");
      return;
    }
    switch (node.kind) {
      case "scalar":
        this.scalar(node, source);
        return;
      case "list":
        this.plain("[");
        for (const item of node.items) {
          this.node(item, source);
          this.plain(", ");
        }
        this.plain("]");
        return;
      case "mapping":
        this.plain("{");
        for (const { key, value } of node.entries) {
          if (value.kind === "scalar" && valueOf(value.value) === null) continue;
          this.put(quoted(keyOf(key.value)), source.at(key.start), placeEnd(key, source));
          this.plain(": ");
          this.node(value, source);
          this.plain(", ");
        }
        this.plain("}");
    }
  }

  private scalar(node: Scalar, source: Excerpt): void {
    const python = valueOf(node.value) ?? "None";
    this.put(python, source.at(node.start), placeEnd(node, source));
  }

  private put(python: string, start: number, end: number): void {
    this.starts.push(this.text.length);
    this.stretches.push(shownAs(python, start, Math.max(end, start + 1)));
    this.text += python;
  }

  /** What stands for nothing of its own has the place of what was before. */
  private plain(python: string): void {
    const last = this.stretches.at(-1);
    const place = last ? Math.max(last.start, last.end - 1) : 0;
    this.put(python, place, place);
  }
}

function placeEnd({ start, end }: Scalar, source: Excerpt): number {
  return source.at(Math.max(start, end - 1)) + 1;
}

/** `trust-remote-code` and `celery.task_serializer` under the names that programs know them by. */
function keyOf(key: string): string {
  const name = /^[\w-]+(?:[.:][\w-]+)+$/.test(key)
    ? key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf(":")) + 1)
    : key;
  return /^[a-z]\w*(?:-\w+)+$/.test(name) ? name.replaceAll("-", "_") : name;
}

const FILLED_IN = /\$\{|\{\{|<%|\$\(|^\$\w+$|^_{4,}$/;
const DEFAULT = /^\$\{[\w.:]*?(?::-|:=|-|,)\s*["']?([\w.-]+)["']?\s*\}$/;

/** A value as a literal of Python; null for one that is filled in from elsewhere. */
function valueOf(text: string): string | null {
  if (FILLED_IN.test(text)) {
    const [, otherwise] = DEFAULT.exec(text) ?? [];
    return otherwise === undefined ? null : valueOf(otherwise);
  }
  const plain = text.trim().replace(/^(["'])([\w.-]*)\1$/, "$2");
  if (/^(?:true|yes|on)$/i.test(plain)) return "True";
  if (/^(?:false|no|off)$/i.test(plain)) return "False";
  if (/^(?:null|none|~|)$/i.test(plain)) return "None";
  if (/^(?:0|[1-9]\d{0,8})$/.test(plain)) return plain;
  return listed(plain) ?? quoted(plain.slice(0, MAX_TEXT));
}

/** `json, pickle` and `["json", "pickle"]`. */
function listed(text: string): string | null {
  if (text.length > MAX_TEXT) return null;
  const inner = /^\[([^[\]]*)\]$/.exec(text)?.[1] ?? text;
  const words = inner
    .split(/[\s,]+/)
    .map((word) => word.replace(/^["']|["']$/g, ""))
    .filter((word) => word !== "");
  if ((words.length < 2 && inner === text) || !words.every((word) => /^[\w./:-]+$/.test(word))) return null;
  return `[${words.map(quoted).join(", ")}]`;
}

/** In ASCII: what a text looks like is none of the settings' business. */
function quoted(text: string): string {
  return literalOf(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
