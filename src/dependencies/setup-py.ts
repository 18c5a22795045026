/**
 * The texts of a `setup.py` that ask for packages: those that name a version, wherever they stand, and names alone in lists,
 * but not in those that say what the package itself holds (`packages`, `keywords`).
 */
export function setupRequirements(text: string): string[] {
  const found: string[] = [];
  const brackets: Bracket[] = [];
  /** What stood last: a word, a string, or a mark. */
  let before: Token | null = null;
  /** Texts that follow each other are one. */
  let content: string | null = null;
  let key = "";
  const finish = (mark: string): void => {
    if (content === null) return;
    const around = brackets.at(-1);
    if (around?.isOwn !== true && !OWN_KEYS.test(key)) {
      const isItem = (around?.isList === true && /[\]),}]/.test(mark)) || /requires?$/.test(key);
      for (const line of content.split("\n").map((one) => one.trim()))
        if (VERSIONED.test(line) || (isItem && NAME.test(line))) found.push(line);
    }
    content = null;
  };
  const finishWords = (): void => {
    if (brackets.at(-1)?.isOwn !== true && !OWN_KEYS.test(key))
      found.push(...(content ?? "").split(/\s+/).filter((one) => NAME.test(one) || VERSIONED.test(one)));
    content = null;
  };
  for (const token of tokensOf(text)) {
    if (token.kind === "string") {
      content = content === null ? token.text : content + token.text;
    } else if (token.kind === "word") {
      if (/^split(?:lines)?$/.test(token.text)) finishWords();
      else finish(/^(?:if|else|for)$/.test(token.text) ? "," : "");
    } else {
      const { text: mark } = token;
      if (mark !== ":" && mark !== "=") finish(mark);
      else {
        // What stands before is a name of something, and no requirement.
        key = content ?? (before?.kind === "word" ? before.text : "");
        content = null;
      }
      if (OPENING.has(mark)) {
        const isCall = mark === "(" && before?.kind === "word";
        const parent = brackets.at(-1);
        const called = isCall ? (before?.text ?? "") : "";
        brackets.push({
          isList: !isCall && mark !== "{",
          isOwn: parent?.isOwn === true || OWN_KEYS.test(key) || OWN_KEYS.test(called),
        });
        key = "";
      } else if (CLOSING.has(mark)) {
        brackets.pop();
        key = "";
      } else if (mark === ",") key = "";
    }
    before = token;
  }
  finish("");
  return found;
}

interface Bracket {
  /** Whether it holds a list, and no arguments of a call. */
  readonly isList: boolean;
  /** Whether it says what the package itself is made of. */
  readonly isOwn: boolean;
}

interface Token {
  readonly kind: "string" | "word" | "mark";
  readonly text: string;
}

const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** Arguments of `setup`, and functions in them, that name no other package. */
const OWN_KEYS =
  /^(?:packages|py_modules|keywords|classifiers|platforms|scripts|package_data|package_dir|data_files|entry_points|ext_modules|ext_package|exclude|include|provides|name|find_packages|find_namespace_packages|Extension)$/;

/** `torch>=2.6`, `torch[opt] (>=2.6)`. */
const VERSIONED = /^[A-Za-z0-9][\w.-]{0,80}(?:\[[\w,. -]{0,80}\])?\s{0,9}\(?[<>=!~][^\n]{0,500}$/;
/** `torch`, `torch[opt]`, `torch; python_version < "3.9"`. */
const NAME = /^[A-Za-z0-9][\w.-]{0,80}(?:\[[\w,. -]{0,80}\])?\s{0,9}(?:;[^\n]{0,500})?$/;

/** The strings, words and marks of a text of Python, without its comments. */
function* tokensOf(text: string): Iterable<Token> {
  for (const [whole, tripled, doubled, single, word] of text.matchAll(TOKEN)) {
    const string = tripled?.slice(3, -3) ?? doubled?.slice(1, -1) ?? single?.slice(1, -1);
    if (string !== undefined) yield { kind: "string", text: string.replace(/\\(.)/gs, "$1") };
    else if (word !== undefined) {
      // A prefix of a string is none of its words: the string comes next.
      if (!/^(?:[rRuU]|[fF][rR]?|[rR][fF])$/.test(word)) yield { kind: "word", text: word };
    } else if (whole !== "" && !whole.startsWith("#")) yield { kind: "mark", text: whole };
  }
}

const TOKEN =
  /#[^\n]*|("""(?:[^"\\]|\\[\s\S]|"(?!""))*"""|'''(?:[^'\\]|\\[\s\S]|'(?!''))*''')|("(?:[^"\\\n]|\\[\s\S])*")|('(?:[^'\\\n]|\\[\s\S])*')|([A-Za-z_]\w*)|[()[\]{},:=]/g;
