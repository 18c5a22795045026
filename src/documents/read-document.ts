import { commandsInTree } from "./commands-in-tree.js";
import { noCommands, type Commands } from "./commands.js";
import { cut, whole, type Excerpt } from "./excerpt.js";
import { documentFormat, type DocumentFormat } from "./document-format.js";
import { factoriesIn } from "./factories.js";
import { readDockerfile } from "./read-dockerfile.js";
import { readJson } from "./read-json.js";
import { readBlocks, readChunks, readGroovy, readProcesses, readSql, readVariables } from "./read-lines.js";
import { readMakefile } from "./read-makefile.js";
import { readSections } from "./read-sections.js";
import { readToml } from "./read-toml.js";
import { readYaml } from "./read-yaml.js";
import { SettingsWriter, type Settings } from "./settings-as-python.js";
import { merge, readShell } from "./shell.js";
import type { DocumentNode, DocumentTree } from "./tree.js";

/** What stands in a document and is, or decides about, Python. */
export interface DocumentContent {
  readonly programs: readonly Excerpt[];
  readonly settings: Settings;
}

/** Reads a document. Never throws. */
export function readDocument(format: DocumentFormat, path: string, text: string): DocumentContent {
  const writer = new SettingsWriter();
  const found = noCommands();
  const tree = treeOf(format, text);
  if (tree) {
    const source = whole(tree.text);
    for (const root of tree.roots) {
      merge(found, commandsInTree(root, source));
      takeEmbedded(root, source, found, writer);
      writer.document(root, source);
      for (const { name, start, end } of factoriesIn(root, path)) writer.factory(name, start, end);
    }
    for (const tag of tree.tags) writer.tag(tag);
  } else merge(found, commandsIn(format, whole(text)));
  for (const variable of found.variables) writer.variable(variable);
  for (const option of found.options) writer.option(option);
  return { programs: found.programs, settings: writer.settings() };
}

function treeOf(format: DocumentFormat, text: string): DocumentTree | null {
  switch (format) {
    case "yaml":
      return readYaml(text);
    case "json":
      return readJson(text);
    case "toml":
      return readToml(text);
    case "sections":
      return readSections(text);
    default:
      return null;
  }
}

function commandsIn(format: DocumentFormat, source: Excerpt): Commands {
  switch (format) {
    case "docker":
      return readDockerfile(source);
    case "make":
      return readMakefile(source);
    case "variables":
      return readVariables(source);
    case "processes":
      return readProcesses(source);
    case "groovy":
      return readGroovy(source);
    case "blocks":
      return readBlocks(source);
    case "chunks":
      return readChunks(source);
    case "sql":
      return readSql(source);
    default:
      return readShell(source);
  }
}

/** Settings of another format in a text of this one: `legacy_tox_ini = """..."""`. */
function takeEmbedded(root: DocumentNode, source: Excerpt, found: Commands, writer: SettingsWriter): void {
  if (root.kind === "list") {
    for (const item of root.items) takeEmbedded(item, source, found, writer);
    return;
  }
  if (root.kind !== "mapping") return;
  for (const { key, value } of root.entries) {
    if (value.kind !== "scalar") {
      takeEmbedded(value, source, found, writer);
      continue;
    }
    if (!value.value.includes("\n")) continue;
    const format = formatUnder(key.value, value.value);
    const excerpt = cut(source, value.contentStart, value.end);
    const tree = format === null ? null : treeOf(format, excerpt.text);
    if (!tree) continue;
    for (const inner of tree.roots) {
      merge(found, commandsInTree(inner, excerpt));
      writer.document(inner, excerpt);
    }
  }
}

/** The format of a text by the key that it stands under: a file of a ConfigMap, settings of another tool, a list of variables. */
function formatUnder(key: string, text: string): DocumentFormat | null {
  if (key === "legacy_tox_ini") return "sections";
  if (/env(?:ironment|vars?)?$/i.test(key) && /^\s*-\s+name\s*:/.test(text)) return "yaml";
  return /\.\w+$/.test(key) ? documentFormat(key) : null;
}
