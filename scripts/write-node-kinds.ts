import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { nodeKindsSource } from "./node-kinds.js";

// Writes src/parse/node-kinds.ts from the installed grammar; a test holds the file against it.
writeFileSync(join(import.meta.dirname, "..", "src", "parse", "node-kinds.ts"), nodeKindsSource());
