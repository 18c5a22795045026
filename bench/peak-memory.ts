import { readFileSync } from "node:fs";

/** A process's memory in MB, out of Linux's `/proc`: the most so far, or what it has now. Zero once it has ended. */
export function megabytesOf(pid: number, field: "VmHWM" | "VmRSS"): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
