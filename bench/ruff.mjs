// Ruff as WebAssembly over a folder, one file after the other. The code is the peer's; here is only the loop.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { PositionEncoding, Workspace } from "@astral-sh/ruff-wasm-nodejs";

const workspace = new Workspace({ lint: { select: ["S301", "S302", "S506"] } }, PositionEncoding.Utf16);
let findings = 0;
for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.pyi?$/.test(entry.name)) continue;
  findings += workspace.check(readFileSync(join(entry.parentPath, entry.name), "utf8")).length;
}
process.stdout.write(`${String(findings)}\n`);
