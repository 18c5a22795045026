import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Editor } from "../test/support/editor.js";

/** Whether the CPU of a process can be told finely enough: Linux tells it by the nanosecond. */
export function canTellCpu(): boolean {
  try {
    return cpuMsOf(process.pid) > 0;
  } catch {
    return false;
  }
}

/** The CPU that a process and its threads took so far, in milliseconds. Threads that have ended are not counted. */
function cpuMsOf(pid: number): number {
  const tasks = join("/proc", String(pid), "task");
  const spent = (task: string): number =>
    Number(readFileSync(join(tasks, task, "schedstat"), "utf8").split(" ", 1)[0]);
  return readdirSync(tasks).reduce((sum, task) => sum + spent(task), 0) / 1e6;
}

const WARM_UP = 40;
const EDITS = 160;

/**
 * The CPU of the language server from an edit in a text to its diagnostics, in milliseconds, in rising order: a name is typed
 * letter by letter, and nothing is typed while it is looked at.
 * @param before the text up to the name
 */
export async function editCosts(before: string, after: string): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-editor-"));
  const editor = await Editor.start([folder]);
  const path = join(folder, "app.py");
  const costs: number[] = [];
  try {
    await editor.open(path, before + after);
    await editor.diagnostics(path);
    const lines = before.split("\n");
    const place = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    for (let edit = 0; edit < WARM_UP + EDITS; edit++) {
      const spent = cpuMsOf(editor.server.pid ?? 0);
      await editor.change(path, "x", { start: place, end: place });
      await editor.diagnostics(path);
      if (edit >= WARM_UP) costs.push(cpuMsOf(editor.server.pid ?? 0) - spent);
    }
  } finally {
    await editor.stop();
    rmSync(folder, { recursive: true });
  }
  return costs.sort((a, b) => a - b);
}
