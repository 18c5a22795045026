const BARS = "▁▂▃▄▅▆▇█";

/** Numbers as a line of bars, the least of which stands for nothing: of many, the greatest of each stretch. */
export function sparkline(numbers: readonly number[], width: number, most = Math.max(...numbers, 1)): string {
  const count = Math.min(width, numbers.length);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * numbers.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * numbers.length) / count));
    const value = Math.max(...numbers.slice(from, to));
    const bar = value === 0 ? 0 : 1 + Math.round(((BARS.length - 2) * value) / Math.max(1, most));
    return BARS[Math.min(bar, BARS.length - 1)] ?? "";
  }).join("");
}
