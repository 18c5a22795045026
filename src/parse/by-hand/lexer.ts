import {
  DIGIT,
  LETTER,
  QUOTE,
  SIMPLE,
  SORTS,
  afterLineEnd,
  hashOf,
  isPrefix,
  nameAt,
  nextHash,
} from "./characters.js";
import { giveUp } from "./give-up.js";
import { NodeTable } from "./node-table.js";
import { dotAt, keywordAt, numberAt, operatorAt } from "./operators.js";
import { K } from "./token-kinds.js";

/** The first token of a statement, to go back to. */
interface Mark extends Pick<Lexer, "kind" | "start" | "end" | "name" | "lastEnd" | "nested"> {
  readonly rows: number;
  readonly comments: number;
}

/** How deep expressions and blocks may be nested here. The scanner of the grammar has room for some hundred blocks. */
const MAX_NESTED = 100;
const MAX_BLOCKS = 80;

/**
 * The tokens of a text, one at a time: `kind`, `start` and `end` are those of the current one. Mirrors what
 * tree-sitter-python does with white space, comments and line ends (its `scanner.c`); gives up
 * where that behaves in a way that is hard to follow.
 */
export class Lexer {
  text = "";
  kind: number = K.END;
  start = 0;
  end = 0;
  /** The hash of a name or keyword. */
  name = 0;
  /** Where the token before this one ended. */
  lastEnd = 0;
  /** How many brackets are open. */
  depth = 0;
  /** The indentation of the block that is being read. */
  blockIndent = 0;
  /** `depth` inside the parentheses around the items of a `with`; -1 outside of such. */
  itemDepth = -1;
  /** Whether the tokens are those of a replacement field of an f-string. */
  inField = false;
  /** The indentation of the line after a line end. */
  indent = 0;
  /** Where the last logical line ends, with the comment that follows in the same line. */
  lineEnd = 0;
  readonly nodes = new NodeTable();
  /** How far the comments since the last logical line are indented; the comments are the last ones in the table. */
  private commentIndents: number[] = [];

  /** How many expressions, and how many blocks, are open. */
  nested = 0;
  blocks = 0;

  /** Starts at the first line of a text. */
  open(text: string): void {
    this.text = text;
    this.nodes.clear();
    this.kind = K.END;
    this.end = 0;
    this.lastEnd = 0;
    this.lineEnd = 0;
    this.depth = 0;
    this.blockIndent = 0;
    this.inField = false;
    this.itemDepth = -1;
    this.nested = 0;
    this.blocks = 0;
    this.nextLine();
  }

  /** Counts an expression that is opened; whoever calls this takes one from `nested` when it is read. */
  enter(): void {
    if (++this.nested > MAX_NESTED) giveUp();
  }

  /** The same for blocks. */
  enterBlock(): void {
    if (++this.blocks > MAX_BLOCKS) giveUp();
  }

  /** Remembers the first token of a statement, for `backTo`. */
  mark(): Mark {
    const { kind, start, end, name, lastEnd, nested, nodes } = this;
    return { kind, start, end, name, lastEnd, nested, rows: nodes.count, comments: nodes.comments.length };
  }

  /** Goes back there, and forgets the nodes and comments that were read since. */
  backTo({ rows, comments, ...token }: Mark): void {
    Object.assign(this, token, { depth: 0 });
    this.nodes.count = rows;
    this.nodes.comments.length = comments;
  }

  /** Goes on to the next token of the same logical line. */
  next(): void {
    const { text } = this;
    this.lastEnd = this.end;
    let at = this.end;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 9) {
        at++;
      } else if (code === 35) {
        if (this.inField) giveUp();
        at = this.comment(at);
      } else if (code === 92) {
        at = afterLineEnd(text, at + 1);
        if (at >= text.length) giveUp();
      } else if (code === 10 || code === 13) {
        const line = afterLineEnd(text, at);
        if (this.inField) giveUp();
        if (this.depth === 0) {
          this.kind = K.NEWLINE;
          this.start = at;
          this.end = line;
          return;
        }
        at = line;
      } else break;
    }
    this.start = at;
    this.token(at);
  }

  /** Goes on to the first token of the next logical line; `indent` is how far it is indented. */
  nextLine(): void {
    const { text } = this;
    this.commentIndents.length = 0;
    let at = this.end;
    let indent = 0;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32) indent++;
      else if (code === 9) indent += 8;
      else if (code === 10 || code === 12) indent = 0;
      else if (code === 13) {
        if (text.charCodeAt(at + 1) !== 10) giveUp();
        indent = 0;
      } else if (code === 35) {
        this.commentIndents.push(indent);
        at = this.comment(at);
        continue;
      } else break;
      at++;
    }
    if (at >= text.length) indent = 0;
    else if (text.charCodeAt(at) === 92) giveUp();
    if (indent > 1000) giveUp();
    this.indent = indent;
    this.lastEnd = this.end;
    this.start = at;
    this.token(at);
  }

  /** Where a block of this indentation ends. Comments below it that are indented as far belong to it. */
  blockEnd(indent: number): number {
    const { comments } = this.nodes;
    const first = comments.length - this.commentIndents.length;
    let taken = 0;
    while ((this.commentIndents[taken] ?? -1) >= indent) taken++;
    if (taken === 0) return this.lineEnd;
    // The blocks around this one end no earlier.
    this.commentIndents = this.commentIndents.slice(taken);
    this.lineEnd = comments[first + taken - 1]?.end ?? this.lineEnd;
    return this.lineEnd;
  }

  private comment(at: number): number {
    const found = this.text.indexOf("\n", at);
    const end = found < 0 ? this.text.length : found;
    this.nodes.comments.push({ start: at, end });
    return end;
  }

  private token(at: number): void {
    const { text } = this;
    const code = text.charCodeAt(at);
    // Behind the end of the text the code is NaN.
    if (code !== code) {
      this.take(at, K.END);
      return;
    }
    const sort = code < 128 ? SORTS[code] : -1;
    if (sort === LETTER) this.word(at);
    else if (sort === -1) this.uncommonName(at);
    else if (sort === DIGIT) this.take(at, numberAt(text, at));
    else if (sort === QUOTE) this.take(at, K.STRING);
    else if (code === 46) this.take(at, dotAt(text, at));
    else {
      const simple = SIMPLE[code] ?? 0;
      this.take(at, simple === 0 ? operatorAt(text, at, this.inField, this.depth) : simple | (1 << 8));
    }
  }

  private word(at: number): void {
    const { text } = this;
    let end = at;
    let hash = 0;
    let code = text.charCodeAt(end);
    while (code < 128 && (SORTS[code] ?? 0) >= DIGIT) {
      hash = nextHash(hash, code);
      code = text.charCodeAt(++end);
    }
    if (code >= 128) {
      this.uncommonName(at);
      return;
    }
    this.name = hash;
    this.end = end;
    // To the scanner, any sequence of these letters is the prefix of a string.
    if ((code === 34 || code === 39) && isPrefix(text, at, end)) {
      this.kind = K.STRING;
      this.end = at;
      return;
    }
    this.kind = keywordAt(text, at, end, hash);
  }

  private uncommonName(at: number): void {
    const name = nameAt(this.text, at);
    this.kind = K.NAME;
    this.name = hashOf(name.normalize("NFKC"));
    this.end = at + name.length;
  }

  /** A kind with, in the bits above eight, the length of the token. */
  private take(at: number, token: number): void {
    this.kind = token & 0xff;
    this.end = at + (token >> 8);
  }
}
