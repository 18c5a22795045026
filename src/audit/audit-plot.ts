import { html } from "../report/escape.js";
import { ruleRows } from "./audit-groups.js";
import type { Audit } from "./audit.js";

const WIDTH = 920;
const HEIGHT = 300;
const LEFT = 46;
const BOTTOM = 28;
const TOP = 12;
/** As many have a color of their own; the page has one more for all others. */
const MAX_AREAS = 7;

/** What is drawn as one area: a count at each point. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** How much there was on a day. */
export interface PlotPoint {
  /** ISO 8601, in UTC. */
  readonly date: string;
  readonly total: number;
  /** What is said of it besides; "" for nothing. */
  readonly said: string;
}

/** The counts of each rule over time. */
export function burnDownPlot(audit: Audit): string {
  const points = audit.points.map(({ date, total, commit }) => ({ date, total, said: commit.slice(0, 9) }));
  const rows = ruleRows(audit).map(({ ruleId, trend }) => ({ name: ruleId, values: trend }));
  return areaPlot(points, rows);
}

/** Counts over time as areas on top of each other: the seven largest, and what is left as one. An SVG that reads without a script. */
export function areaPlot(points: readonly PlotPoint[], all: readonly Series[]): string {
  if (points.length < 2) return "<p>There is one point only: nothing to draw.</p>";
  const series = seriesOf(points.length, all);
  const top = niceTop(Math.max(...points.map(({ total }) => total), 1));
  const x = xOf(points);
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const sums = points.map(() => 0);
  const areas = series.map(({ name, values }, i) => {
    const lower = points.map((_, at) => `${num(x(at))},${num(y(sums[at] ?? 0))}`).reverse();
    for (const [at, value] of values.entries()) sums[at] = (sums[at] ?? 0) + value;
    const upper = points.map((_, at) => `${num(x(at))},${num(y(sums[at] ?? 0))}`);
    return `<polygon class="s${String(i)}" points="${[...upper, ...lower].join(" ")}"><title>${html(name)}</title></polygon>`;
  });
  const line = points.map(({ total }, at) => `${num(x(at))},${num(y(total))}`).join(" ");
  const dots = points.map(
    ({ total, date, said }, at) =>
      `<circle cx="${num(x(at))}" cy="${num(y(total))}" r="3"><title>${html([date.slice(0, 10), said].filter((part) => part !== "").join(", "))}: ${String(total)}</title></circle>`,
  );
  return [
    `<svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-label="${html(inWords(points))}">`,
    ...gridLines(top, y),
    ...areas,
    `<polyline class="total" points="${line}"/>`,
    ...dots,
    ...dateLabels(points, x),
    "</svg>",
    legend(series),
  ].join("\n");
}

function seriesOf(length: number, all: readonly Series[]): readonly Series[] {
  const rows = [...all].sort((a, b) => sum(b.values) - sum(a.values));
  const rest = rows.slice(MAX_AREAS);
  if (rest.length === 0) return rows;
  const values = Array.from({ length }, (_, at) => sum(rest.map((row) => row.values[at] ?? 0)));
  return [...rows.slice(0, MAX_AREAS), { name: `${String(rest.length)} others`, values }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Places by date, as far as dates go on: those of commits need not. */
function xOf(points: readonly PlotPoint[]): (index: number) => number {
  const times = points.map(({ date }) => Date.parse(date));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const room = WIDTH - LEFT - 12;
  return (index) =>
    LEFT +
    room *
      (to === from ? index / Math.max(1, points.length - 1) : ((times[index] ?? from) - from) / (to - from));
}

function niceTop(most: number): number {
  const step = 10 ** Math.floor(Math.log10(most));
  const tops = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((factor) => Math.round(factor * step * 10) / 10);
  return tops.find((top) => top >= most && Number.isInteger(top)) ?? most;
}

function gridLines(top: number, y: (value: number) => number): string[] {
  const steps = top >= 4 && top % 4 === 0 ? 4 : top <= 5 ? top : 5;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const value = (top * i) / steps;
    const at = num(y(value));
    return `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - 12)}" y1="${at}" y2="${at}"/><text x="${String(LEFT - 8)}" y="${at}" text-anchor="end" dy="0.32em">${num(value)}</text>`;
  });
}

function dateLabels(points: readonly PlotPoint[], x: (index: number) => number): string[] {
  const labels: string[] = [];
  let [free, freeOnPhone] = [0, 0];
  const last = points.length - 1;
  for (const [at, { date }] of points.entries()) {
    const place = x(at);
    if (at !== last && (place < free || place > x(last) - 80)) continue;
    const anchor = at === 0 ? "start" : at === last ? "end" : "middle";
    const isDense = at !== 0 && at !== last && (place < freeOnPhone || place > x(last) - 200);
    if (!isDense) freeOnPhone = place + 230;
    labels.push(
      `<text${isDense ? ' class="dense"' : ""} x="${num(place)}" y="${String(HEIGHT - 8)}" text-anchor="${anchor}">${date.slice(0, 7)}</text>`,
    );
    free = place + 110;
  }
  return labels;
}

function legend(series: readonly Series[]): string {
  const items = series.map(({ name }, i) => `<li><span class="key s${String(i)}"></span>${html(name)}</li>`);
  return `<ul class="legend">${items.join("")}</ul>`;
}

function inWords(points: readonly PlotPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  const most = Math.max(...points.map(({ total }) => total));
  return `Uses over time: ${String(first?.total ?? 0)} on ${first?.date.slice(0, 10) ?? ""}, at most ${String(most)}, ${String(last?.total ?? 0)} on ${last?.date.slice(0, 10) ?? ""}`;
}

function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
