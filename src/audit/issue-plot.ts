import type { IssueData } from "./issue-data.js";

const BARS = " ▁▂▃▄▅▆▇█";
const HEIGHT = 4;

/** How many there were over time, as columns of blocks with the numbers beside them; nothing for less than three points. */
export function plotLines(points: IssueData["points"]): readonly string[] {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || !first || !last) return [];
  const wide = points.length <= 30 ? 2 : 1;
  const most = Math.max(...points.map(([, total]) => total), 1);
  const room = String(most).length;
  const rows = Array.from({ length: HEIGHT }, (_, row) => {
    const bars = points.map(([, total]) => {
      const eighths = Math.round((total / most) * HEIGHT * 8);
      // What is there at all is seen.
      const height = Math.max(eighths, total > 0 ? 1 : 0) - (HEIGHT - 1 - row) * 8;
      return (BARS[Math.max(0, Math.min(8, height))] ?? " ").repeat(wide);
    });
    const label = row === 0 ? String(most) : row === HEIGHT - 1 ? "0" : "";
    return `${label.padStart(room)} │${bars.join("")}`.trimEnd();
  });
  const gap = points.length * wide - 14;
  const dates =
    gap >= 2 ? `${first[0].slice(0, 7)}${" ".repeat(gap)}${last[0].slice(0, 7)}` : last[0].slice(0, 7);
  return ["<pre>", ...rows, `${" ".repeat(room)}  ${dates}`, "</pre>"];
}
