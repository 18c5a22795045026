import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { githubSchema, githubTypes } from "./github-types.js";

// Writes src/github/graphql-types.ts; a test holds it against the documents and the schema.
const file = join(import.meta.dirname, "..", "src", "github", "graphql-types.ts");
writeFileSync(file, await githubTypes(githubSchema()));
