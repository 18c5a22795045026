import { forEachChild, parse, type Command, type Redirection, type SyntaxNode, type Word } from "unbash";

import { aligned, cut, type Excerpt } from "./excerpt.js";
import {
  isPythonFile,
  isSaying,
  noCommands,
  takeCommand,
  type Commands,
  type CommandWord,
} from "./commands.js";
import { takeFromText } from "./other-shells.js";
import { isPythonText } from "./python-text.js";

/** How often a text for a shell may stand in one. */
const MAX_DEPTH = 4;

/** What the commands of a text for a shell run and set, with those of the texts that they hand to other shells. */
export function readShell(source: Excerpt, depth = 0): Commands {
  const found = noCommands();
  takeFromText(source, found);
  try {
    new Reader(source, found).visit(parse(source.text), null);
  } catch (error) {
    // Too deep to be read.
    if (!(error instanceof RangeError)) throw error;
  }
  if (depth < MAX_DEPTH) {
    for (const script of found.scripts.splice(0)) {
      if (isPythonText(script.text)) found.programs.push(script);
      else merge(found, readShell(script, depth + 1));
    }
  }
  return found;
}

/** Adds what some commands do to what others do. */
export function merge(into: Commands, from: Commands): void {
  into.programs.push(...from.programs);
  into.scripts.push(...from.scripts);
  into.variables.push(...from.variables);
  into.options.push(...from.options);
}

class Reader {
  private readonly variables = new Map<string, Excerpt>();

  private readonly source: Excerpt;
  private readonly found: Commands;

  constructor(source: Excerpt, found: Commands) {
    this.source = source;
    this.found = found;
  }

  /** @param fed what the command before hands on in a pipe */
  visit(node: SyntaxNode, fed: Excerpt | null): void {
    if (node.type === "Script" && node.source !== undefined) {
      const inner = aligned(node.source, cut(this.source, node.pos, node.end));
      new Reader(inner, this.found).visit({ ...node, source: undefined } as unknown as SyntaxNode, null);
      return;
    }
    if (node.type === "Pipeline") {
      let before: Excerpt | null = null;
      for (const command of node.commands) {
        this.visit(command, before);
        before = command.type === "Command" ? this.said(command) : null;
      }
      return;
    }
    if (node.type === "Command") this.take(node, fed);
    forEachChild(node, (child) => {
      this.visit(child, null);
    });
  }

  private take(command: Command, fed: Excerpt | null): void {
    const words = this.wordsOf(command);
    const input = this.inputOf(command) ?? fed;
    const file = writtenFile(command, words);
    if (input && (isPythonFile(file) || isPythonText(input.text))) this.found.programs.push(input);
    else if (input && file.endsWith(".sh")) this.found.scripts.push(input);
    // What is put into a file of variables is set for whatever reads it.
    if (isSaying(words) && !ENVIRONMENT_FILE.test(file)) takeCommand(words.slice(0, 1), null, this.found);
    else takeCommand(isSaying(words) ? words.slice(1) : words, input, this.found);
  }

  private wordsOf({ name, prefix, args }: Command): CommandWord[] {
    const words: CommandWord[] = [];
    for (const node of [...prefix, ...(name ? [name] : []), ...args]) {
      if (node.type === "Assignment") {
        const { value } = node;
        if (value.type === "ArrayValue") continue;
        const text = `${node.name}=${defaultOf(value.value)}`;
        words.push(this.word(text, node.pos, node.end));
        this.variables.set(node.name, this.textOf(value));
      } else if (node.type === "Word") words.push(this.resolved(node));
    }
    return words;
  }

  /** A word; of one that is nothing but a variable, what was put into that. */
  private resolved(node: Word): CommandWord {
    const [, name = ""] = /^\$\{?(\w+)\}?$/.exec(node.value) ?? [];
    const known = this.variables.get(name);
    if (known) return { value: known.text, excerpt: known, ...this.place(node.pos, node.end) };
    return this.word(node.value, node.pos, node.end);
  }

  private word(value: string, pos: number, end: number): CommandWord {
    let made: Excerpt | undefined;
    const spelled = cut(this.source, pos, end);
    return {
      value,
      get excerpt() {
        return (made ??= aligned(value, spelled));
      },
      ...this.place(pos, end),
    };
  }

  private place(pos: number, end: number): { start: number; end: number } {
    return { start: this.source.at(pos), end: this.source.at(Math.max(pos, end - 1)) + 1 };
  }

  private textOf({ value, pos, end }: Word): Excerpt {
    return aligned(value, cut(this.source, pos, end));
  }

  /** What a command reads by `<<` or `<<<`. */
  private inputOf({ redirects }: Command): Excerpt | null {
    for (const redirect of redirects) {
      if (redirect.type === "HereDoc") return cut(this.source, redirect.body.pos, redirect.body.end);
      if (redirect.type === "HereString" && redirect.target) return this.textOf(redirect.target);
    }
    return null;
  }

  /** What a command writes to a pipe, where that is written out. */
  private said(command: Command): Excerpt | null {
    const name = command.name?.value ?? "";
    const input = this.inputOf(command);
    if (/^(?:cat|tee)$/.test(name)) return input;
    if (!/^(?:echo|printf)$/.test(name)) return null;
    const first = command.args.find(
      (arg): arg is Word => arg.type === "Word" && !/^-[a-zA-Z]+$/.test(arg.value),
    );
    if (!first) return null;
    const text = first.value.replace(/\\n/g, "\n").replace(/\\t/g, "\t");
    return aligned(text, cut(this.source, first.pos, first.end));
  }
}

const ENVIRONMENT_FILE = /GITHUB_ENV|BASH_ENV|\.env\b|bashrc|profile|\/environment|envrc/;

/** The file that a command writes what it reads to: by `>`, or `tee name`. */
function writtenFile({ redirects }: Command, words: readonly CommandWord[]): string {
  const target = redirects.find(
    (one): one is Extract<Redirection, { type: "Redirect" }> =>
      one.type === "Redirect" && one.operator.startsWith(">"),
  )?.target?.value;
  const isTee = words.findIndex(({ value }) => /^(?:\S*\/)?tee$/.test(value));
  return (
    target ??
    (isTee === -1 ? "" : (words.slice(isTee + 1).find(({ value }) => !value.startsWith("-"))?.value ?? ""))
  );
}

/** `${NAME:-value}` is that value where nothing else is set. */
function defaultOf(value: string): string {
  return /^\$\{\w+:?[-=]([^}]*)\}$/.exec(value)?.[1] ?? value;
}
