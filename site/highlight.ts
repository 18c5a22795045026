import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { classHighlighter, highlightCode } from "@lezer/highlight";

import { html } from "../src/report/escape.js";

const PARSERS = { python: python().language.parser, yaml: yaml().language.parser };

/** Longer code is shown without colors. */
const MAX_LENGTH = 200_000;

/** Code as lines of HTML, with the classes `tok-...` where the language is known. */
export function highlightedLines(code: string, language: string): string[] {
  const parser = Object.hasOwn(PARSERS, language) ? PARSERS[language as keyof typeof PARSERS] : null;
  if (!parser || code.length > MAX_LENGTH) return code.split("\n").map(html);
  const lines = [""];
  const add = (text: string): void => {
    lines.push((lines.pop() ?? "") + text);
  };
  highlightCode(
    code,
    parser.parse(code),
    classHighlighter,
    (text, classes) => {
      add(classes === "" ? html(text) : `<span class="${classes}">${html(text)}</span>`);
    },
    () => {
      lines.push("");
    },
  );
  return lines;
}

/** A block of code. Long lines scroll, also by keyboard. */
export function codeBlock(code: string, language: string): string {
  return `<pre tabindex="0"><code>${highlightedLines(code, language).join("\n")}</code></pre>\n`;
}
