import { env } from "node:process";

import { analyzeFile, type TreeFile } from "../analysis/analyze-file.js";
import { examine } from "../analysis/analyze-files.js";
import { fileKind, isScript, maxBytes } from "../analysis/file-kind.js";
import { decodedFileText } from "../analysis/file-text.js";
import { SeenTexts } from "../analysis/seen-texts.js";
import type { Finding } from "../findings/finding.js";
import { loadParser } from "../app/load-parser.js";
import type { DecidedPolicy } from "../app/decide-policy.js";
import type { Parser } from "../parse/syntax-tree.js";
import { ofLapsed } from "../report/report.js";
import { DiskTexts } from "./disk-texts.js";
import { isOnLines, type Answer, type Asked, type OpenText, type Outcome } from "./task.js";
import { Workspace, type Texts } from "./workspace.js";

/** How many characters are kept of earlier analyses. */
const ROOM = 4_000_000;
/** Another file outside of the workspace than the last so many is looked at afresh. */
const MOST_PLACES = 20;

const open = new Map<string, OpenText>();
const disk = new DiskTexts();
const seen = new SeenTexts(ROOM);
const texts: Texts = {
  versionOf: (path) => open.get(path)?.version,
  openPaths: () => open.keys(),
  read: (path) => open.get(path)?.text ?? disk.read(path),
};
const places = new Map<string, { readonly listing: number; readonly workspace: Promise<Workspace> }>();
/** The grammar in WASM: a thread in which native code runs cannot be ended. */
let parser: Promise<Parser> | undefined;

/** Runs in a thread of the language server: finds what is in a file. Never throws. */
export async function look(asked: Asked): Promise<Answer> {
  if (!keep(asked)) return "lacking";
  const workspace = await placeOf(asked);
  const { decided, file } = workspace.policy(asked.settings);
  const source = sourceOf(workspace.pathOf(asked.path), asked);
  const found =
    source === null
      ? { findings: [], notScanned: [], remarks: [] }
      : await lookAt(source, asked, workspace, decided);
  return { ...found, policy: { file, problems: decided.policyProblems } };
}

async function lookAt(
  source: TreeFile,
  { path, contents, fixesOf }: Asked,
  workspace: Workspace,
  decided: DecidedPolicy,
): Promise<Pick<Outcome, "findings" | "notScanned" | "remarks">> {
  parser ??= loadParser("wasm");
  const { parse } = await parser;
  const { policy, organization } = decided;
  const around = workspace.around(decided, path, contents);
  const wantsFix = ({ range }: Finding): boolean => fixesOf !== null && isOnLines(range, fixesOf);
  const analysis = analyzeFile(source, { ...around, policy, organization, parse, seen, wantsFix });
  const { findings, notScanned, remarks = [], lapsed } = examine([analysis], policy, today());
  return { findings, notScanned, remarks: [...remarks, ...lapsed.map(ofLapsed)] };
}

/** Keeps the open texts. Returns false where some are not known. */
function keep(asked: Asked): boolean {
  for (const one of asked.texts) open.set(one.path, one);
  const paths = new Set(asked.open.map(([path]) => path));
  for (const path of open.keys()) if (!paths.has(path)) open.delete(path);
  return asked.open.every(([path, version]) => open.get(path)?.version === version);
}

async function placeOf({ folder, path, listing }: Asked): Promise<Workspace> {
  const root = folder ?? path;
  const known = places.get(root);
  if (known?.listing === listing) return known.workspace;
  const workspace = Workspace.at(root, folder === null, texts, env);
  if (places.size >= MOST_PLACES) places.clear();
  places.set(root, { listing, workspace });
  return workspace;
}

/** As `scan FILE` takes it; null where it is nothing that is looked at. */
function sourceOf(path: string, { text, isPython }: Asked): TreeFile | null {
  const kind = fileKind(path);
  if (text.length > maxBytes(kind ?? "script"))
    return { path, kind: "not-scanned", reason: "it is too large to be looked at" };
  const file = decodedFileText(path, text);
  if (file.kind !== "text" || (kind !== null && kind !== "script") || isScript(text))
    return { path, ...file };
  return isPython ? { path, ...file, as: "python" } : null;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
