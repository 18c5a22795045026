const MARKS = /\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\{#[^#\n]*#\}|<%[^%\n]*%>/;
const EXPRESSION = /\$\{\{[^}\n]*\}\}/g;

/** Whether marks of a template stand in a text: of Jinja, Helm, ERB or a workflow. */
export function hasMarks(text: string): boolean {
  return MARKS.test(text);
}

/** A text with names in place of what a template fills in, and spaces in place of its own commands; of the same length. */
export function masked(text: string): string {
  return text
    .replace(EXPRESSION, named)
    .replace(
      /^[ \t]*\{[{%#]-?[ \t]*(?:if|else|elif|end\w*|for|with|range|block|define|template|macro|set|\/\*)\b[^\n]*\}[ \t]*$/gm,
      blank,
    )
    .replace(new RegExp(MARKS, "g"), (mark) => (mark.startsWith("{{") ? named(mark) : blank(mark)));
}

/** The same for what a shell fills into a text: `$NAME`, `${NAME}`, `$(command)`. */
export function withoutVariables(text: string): string {
  return text.replace(/\$\{\{[^}\n]*\}\}|\$\{[^{}\n]*\}|\$\([^()\n]*\)|\$\w+/g, named);
}

function named(mark: string): string {
  return "_".repeat(mark.length);
}

function blank(mark: string): string {
  return " ".repeat(mark.length);
}
