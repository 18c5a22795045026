import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { githubSchema, githubTypes } from "./github-types.js";

// Writes the generated files of src/github; a test holds them against the documents and the schema.
const folder = join(import.meta.dirname, "..", "src", "github");
for (const [name, text] of Object.entries(await githubTypes(githubSchema())))
  writeFileSync(join(folder, name), text as string);
