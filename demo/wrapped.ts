/** Text with no line longer than a width, as far as it has spaces; what is code, and a row of a table, goes on indented. */
export function wrapped(text: string, width: number): string {
  let isCode = false;
  return text
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("```")) isCode = !isCode;
      return isCode ? [line] : wrapLine(line, Math.max(40, width));
    })
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const margin = line.startsWith("| ") ? "    " : line.startsWith("- ") ? "  " : "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length <= width || current.trim() === "") current = longer;
    else {
      lines.push(current);
      current = margin + word;
    }
  }
  return [...lines, current];
}
