#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

import type { Io } from "./cli/io.js";
import { tooOldNode } from "./cli/old-node.js";

// Whoever reads us may stop early (`| head`): that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.stderr.write(`no-pickle: cannot write what was found: ${error.code ?? error.message}\n`);
  process.exit(2);
});

// By itself V8 lets the heap grow to many times of what is alive: a quarter less memory, for a tenth more of CPU. (Node 24
// does not heed it.)
setFlagsFromString("--heap-growing-percent=50");
// What a scan makes is dropped file by file: to mark what is alive beside it on another core took a tenth of the CPU.
setFlagsFromString("--no-concurrent-marking");
// And a third of a scan would go into making fast code of what runs for moments: less of it at once, and later.
setFlagsFromString("--max-inlined-bytecode-size-cumulative=100");
// Newer versions have no such flag.
if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=400000");

const { version, engines } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { readonly version: string; readonly engines: { readonly node: string } };

const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  },
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  // None where it is no terminal, and 0 where a terminal does not say.
  columns: process.stdout.columns || undefined,
  clock: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  version,
  parser: async () => (await import("./app/load-parser.js")).loadParser(),
  appManifest: () => readFileSync(new URL("../app.yml", import.meta.url), "utf8"),
  scanThread: new URL("./cli/scan-thread.js", import.meta.url),
  serveEditor: async () => {
    const { serveEditor } = await import("./editor/serve.js");
    const { stdin: input, stdout: output } = process;
    const thread = new URL("./editor/editor-thread.js", import.meta.url);
    return serveEditor({ input, output, thread, cwd: process.cwd(), version });
  },
};

const argv = process.argv.slice(2);
const old = tooOldNode(engines.node, process.versions.node);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  // For that nothing need be loaded.
  io.out(`${version}\n`);
} else if (old !== null) {
  // Some rules would fail, each file by file.
  io.err(`no-pickle: ${old}\n`);
  process.exitCode = 2;
} else {
  const { runCli } = await import("./cli/program.js");
  process.exitCode = await runCli(argv, io);
}
