import type { FileModel } from "../python/file-model.js";
import { symbolsOf } from "./sinks.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";

/** Functions that run code or a program: what no data should be able to name. */
export const CODE_RUNNERS: readonly string[] = [
  "os.system",
  "os.popen",
  "os.execv",
  "os.execve",
  "os.execl",
  "os.spawnv",
  "os.spawnl",
  "posix.system",
  "nt.system",
  "pty.spawn",
  "subprocess.Popen",
  "subprocess.call",
  "subprocess.run",
  "subprocess.check_call",
  "subprocess.check_output",
  "subprocess.getoutput",
  "commands.getoutput",
  "runpy.run_path",
  "runpy.run_module",
  "builtins.eval",
  "builtins.exec",
  "builtins.compile",
  "builtins.__import__",
  "builtins.getattr",
  "importlib.import_module",
];

const RUNNERS = new Set(CODE_RUNNERS);
/** Names that many other things have: their module stands in the text as well. */
const COMMON = new Set(["call", "run"]);

/** Stands in every text that names one of these functions. */
export function namesOneOf(functions: readonly string[]): RegExp {
  const words = functions.map((name) => {
    const [module = "", member = ""] = name.split(".");
    if (module === "builtins") return `(?<![.\\w])${member}|builtins`;
    return COMMON.has(member) ? module : member;
  });
  return new RegExp(`\\b(?:${[...new Set(words)].join("|")})\\b`);
}

/** The call inside a definition that runs code, looks attributes up by name or imports; null if there is none. */
export function bodyRuns(
  model: FileModel,
  definition: SyntaxNode,
): { call: SyntaxNode; symbol: string } | null {
  const { nodes } = model.tree;
  for (let i = definition.index + 1; i < nodes.length; i++) {
    const node = nodes[i];
    if (!node || !contains(definition, node)) return null;
    const callee = node.type === "call" ? childOf(node, "function") : null;
    if (!callee) continue;
    const symbol = symbolsOf(model, callee).find((name) => RUNNERS.has(name));
    if (symbol !== undefined) return { call: node, symbol };
  }
  return null;
}
