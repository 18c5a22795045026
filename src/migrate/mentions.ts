/** Where else a stored file is named: code that opens, copies or removes it, a script, a page. */
export interface Mention {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** The most that are told of one file. */
const MAX_MENTIONS = 5;

/** The last part of a path that is written out, where it is telling enough to look for; null otherwise. */
export function tellingName(shown: string): string | null {
  const last = shown.split("/").at(-1) ?? "";
  return /^[\w.+@ -]{4,100}$/.test(last) && last.includes(".") ? last : null;
}

/** Gathers the lines of texts in which names stand. */
export class Mentions {
  private readonly found = new Map<string, Mention[]>();
  private readonly names: readonly string[];

  /** @param names what is looked for */
  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)];
  }

  /** Looks through a text. @param known lines that are known: `app/paths.py:3` */
  look(path: string, text: string, known: ReadonlySet<string>): void {
    for (const name of this.names) {
      const list = this.found.get(name) ?? [];
      this.found.set(name, list);
      for (
        let at = text.indexOf(name);
        at !== -1 && list.length < MAX_MENTIONS;
        at = text.indexOf(name, at + name.length)
      ) {
        if (/[\w.-]/.test(text[at - 1] ?? "") || /\w/.test(text[at + name.length] ?? "")) continue;
        const line = text.slice(0, at).split("\n").length;
        if (!known.has(`${path}:${String(line)}`)) list.push({ path, line });
      }
    }
  }

  /** The lines in which a name stood. */
  of(name: string): readonly Mention[] {
    return this.found.get(name) ?? [];
  }
}
