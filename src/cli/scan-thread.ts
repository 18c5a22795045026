import { workerData } from "piscina";

import { loadParser } from "../app/load-parser.js";
import type { Parser } from "../parse/syntax-tree.js";
import { filesOnDisk } from "./files-on-disk.js";
import { gather, type Gathered } from "./run-analysis.js";
import { FILES_AT_ONCE, type ScanWork } from "./scan-in-threads.js";
import { surroundingsOnDisk } from "./surroundings.js";

const { cwd, roots, paths, policy } = workerData as ScanWork;
const surroundings = surroundingsOnDisk(cwd, roots, paths);

/** Loaded with the first task: a thread that got none may be ended at any moment, but not while it loads native code. */
let parser: Promise<Parser> | undefined;

/** Runs in one of the threads of a scan: analyzes some files, from this place among all. */
export async function scan(first: number): Promise<Gathered> {
  const files = filesOnDisk(cwd, paths.slice(first, first + FILES_AT_ONCE));
  parser ??= loadParser();
  return gather({ files, surroundings }, policy, await parser, () => undefined);
}
