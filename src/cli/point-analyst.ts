import { createHash } from "node:crypto";

import type { FileAnalysis, SourceFile } from "../analysis/analyze-file.js";
import { artifactContent, isArtifactPath, mayBeEither } from "../analysis/artifact-file.js";
import { beginsAsPython, CODE_START, fileKind, isScript } from "../analysis/file-kind.js";
import { fileText } from "../analysis/file-text.js";
import { artifactsNamedIn } from "../analysis/named-artifacts.js";
import { MAX_HOPS, modulesOf } from "../analysis/surroundings.js";
import { importedModules, moduleFile } from "../python/import-paths.js";
import type { Parser } from "../parse/syntax-tree.js";
import { guardedAnalysis } from "./analyze-guarded.js";
import type { AuditCache } from "./audit-cache.js";
import type { BlobTexts } from "./blob-texts.js";
import { FILE_BUDGET } from "./budget.js";
import type { TreeEntry } from "./history.js";
import type { Rulings } from "./rulings.js";
import { isOpen, surroundingsAt, wantedIn } from "./tree-point.js";

/** What came of one file, without its text. */
export type Kept = Pick<FileAnalysis, "findings" | "notScanned" | "waived">;

/** What an analyst works with. */
export interface AnalystTools {
  readonly texts: BlobTexts;
  readonly cache: AuditCache;
  readonly rulings: Rulings;
  readonly parser: Parser;
  /** Another version finds other things. */
  readonly version: string;
  /** False where nobody asks for fixes. */
  readonly wantsFixes?: boolean;
}

/** What a file names of others. */
interface Facts {
  readonly modules: readonly string[];
  readonly files: readonly string[];
  readonly artifacts: readonly string[];
}

type Entries = ReadonlyMap<string, TreeEntry>;

/** How many files are read at a time. */
const AT_ONCE = 100;

/**
 * Analyzes the trees of commits. A file is analyzed again only where its content, its path, what it imports (through up to four
 * files), the artifacts that it names, or the versions that manifests allow have changed.
 */
export class PointAnalyst {
  private readonly tools: AnalystTools;
  private readonly rules: string;

  constructor(tools: AnalystTools) {
    this.tools = tools;
    this.rules = JSON.stringify([tools.version, tools.rulings.policy]);
  }

  /**
   * What stands in a tree, file by file; of files that hold nothing nothing.
   * @param isLast whether fixes are wanted, and artifacts are to be judged by the code that names them
   */
  async analyze(
    entries: Entries,
    isLast: boolean,
    onProgress: (done: number, all: number) => void,
  ): Promise<readonly Kept[]> {
    const { texts, cache, rulings, parser } = this.tools;
    const wanted = wantedIn(entries, rulings.policy);
    const facts = await this.factsOf(wanted);
    const around = surroundingsAt(entries, wanted, texts, rulings.policy);
    const seal = JSON.stringify([this.rules, [...around.floors]]);
    const reach = reachOf(wanted, facts);
    const keys = new Map(
      [...wanted].map(([path, entry]) => [path, keyOf(seal, path, entry, reach.digest(path))]),
    );
    const missing = [...wanted].filter(
      ([path, { blob }]) =>
        blob !== "" && (cache.get(keys.get(path) ?? "") === undefined || (isLast && isArtifactPath(path))),
    );
    const tools = { ...around, ...rulings.organization, policy: rulings.policy, parse: parser.parse };
    const plain = guardedAnalysis({ ...tools, wantsFix: () => false }, FILE_BUDGET, null);
    const withFixes = guardedAnalysis(tools, FILE_BUDGET, null);
    if (isLast && missing.some(([path]) => isArtifactPath(path)))
      await texts.load([...wanted.values()].map(({ blob }) => blob));
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const some = missing.slice(start, start + AT_ONCE);
      const near = some
        .flatMap(([path]) => reach.files(path))
        .flatMap((path) => wanted.get(path)?.blob ?? []);
      await texts.load([...some.map(([, { blob }]) => blob), ...new Set(near)]);
      for (const [path, entry] of some) {
        cache.set(keys.get(path) ?? "", await this.kept(path, entry, plain.analyze));
        const settled = parser.settle();
        if (settled) await settled;
      }
      cache.flush();
      onProgress(Math.min(start + AT_ONCE, missing.length), missing.length);
    }
    const results: Kept[] = [];
    for (const [path, entry] of wanted) {
      const known = cache.get(keys.get(path) ?? "") as Kept | null;
      if (known === null) continue;
      results.push(
        isLast && this.tools.wantsFixes !== false && known.findings.length > 0
          ? ((await this.kept(path, entry, withFixes.analyze)) ?? known)
          : known,
      );
    }
    return results;
  }

  /** What stands in one blob at a path, with what stands around it in a tree. */
  async inBlob(path: string, blob: string, entries: Entries): Promise<Kept> {
    const { texts, cache, rulings, parser } = this.tools;
    const own = new Map([...entries, [path, { mode: "100644", blob }]]);
    const key = keyOf(this.rules, `alone:${path}`, { mode: "", blob }, "");
    const known = cache.get(key) as Kept | null | undefined;
    if (known !== undefined) return known ?? NOTHING;
    await texts.load([blob]);
    const around = surroundingsAt(own, wantedIn(own, rulings.policy), texts, rulings.policy);
    const tools = { ...around, ...rulings.organization, policy: rulings.policy, parse: parser.parse };
    const { analyze } = guardedAnalysis({ ...tools, wantsFix: () => false }, FILE_BUDGET, null);
    const kept = await this.kept(path, { mode: "100644", blob }, analyze);
    cache.set(key, kept);
    return kept ?? NOTHING;
  }

  private async kept(
    path: string,
    entry: TreeEntry,
    analyze: (file: SourceFile) => Promise<FileAnalysis>,
  ): Promise<Kept | null> {
    const found: FileAnalysis[] = [];
    for (const file of this.filesOf(path, entry)) found.push(await analyze(file));
    const findings = found.flatMap((one) => one.findings);
    const notScanned = found.flatMap((one) => one.notScanned);
    const waived = found.flatMap((one) => one.waived);
    const isEmpty = findings.length + notScanned.length + waived.length === 0;
    return isEmpty ? null : structuredClone({ findings, notScanned, waived });
  }

  private *filesOf(path: string, entry: TreeEntry): Generator<SourceFile> {
    const bytes = this.tools.texts.bytes(entry.blob);
    if (isArtifactPath(path)) {
      yield { path, kind: "artifact", content: artifactContent(bytes), base: "none" };
      if (!mayBeEither(path)) return;
    }
    if (isOpen(path, entry) && typeof bytes !== "string" && !beginsAsCode(path, bytes)) return;
    yield { path, ...fileText(path, bytes) };
  }

  private async factsOf(wanted: Entries): Promise<ReadonlyMap<string, Facts>> {
    const { texts, cache } = this.tools;
    const has = (path: string): boolean => wanted.has(path);
    const key = (path: string, { blob }: TreeEntry): string => `facts:${blob}:${path}`;
    const missing = [...wanted].filter(
      ([path, entry]) => mayImport(path) && cache.get(key(path, entry)) === undefined,
    );
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const some = missing.slice(start, start + AT_ONCE);
      await texts.load(some.map(([, { blob }]) => blob));
      for (const [path, entry] of some) {
        const head = texts.text(entry.blob) ?? "";
        const modules = importedModules(head);
        const named = new Set(modules.map((module) => moduleFile(path, module, has)));
        const files = modulesOf([{ path, head }], has).filter((file) => !named.has(file));
        cache.set(key(path, entry), { modules, files, artifacts: artifactsNamedIn(path, head) });
      }
    }
    return new Map(
      [...wanted].flatMap(([path, entry]) => {
        const facts = cache.get(key(path, entry)) as Facts | undefined;
        return facts === undefined ? [] : [[path, facts] as const];
      }),
    );
  }
}

const NOTHING: Kept = { findings: [], notScanned: [], waived: [] };

function mayImport(path: string): boolean {
  const kind = fileKind(path);
  return kind !== null && kind !== "manifest" && kind !== "document";
}

function beginsAsCode(path: string, bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, CODE_START)).toString("latin1");
  return isScript(start) || (fileKind(path) === "script" && beginsAsPython(path, start));
}

function keyOf(seal: string, path: string, { blob, mode }: TreeEntry, reach: string): string {
  return createHash("sha256")
    .update(JSON.stringify([seal, path, blob, mode, reach]))
    .digest("hex")
    .slice(0, 24);
}

/** What is reached from the files of a tree. */
function reachOf(wanted: Entries, facts: ReadonlyMap<string, Facts>) {
  const direct = new Map<string, readonly string[]>();
  const has = (path: string): boolean => wanted.has(path);
  for (const [path, { modules, files }] of facts) {
    const found = modules.flatMap((module) => moduleFile(path, module, has) ?? []);
    direct.set(
      path,
      [...new Set([...found, ...files])].filter((file) => file !== path && has(file)),
    );
  }
  // Level by level: what a file reaches in so many steps is told by its neighbors in one step fewer.
  let digests = new Map([...wanted].map(([path, { blob }]) => [path, blob]));
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const before = digests;
    digests = new Map(
      [...wanted].map(([path, { blob }]) => {
        const near = direct.get(path) ?? [];
        return [
          path,
          near.length === 0 ? blob : briefly([blob, ...near.map((one) => before.get(one) ?? "")]),
        ];
      }),
    );
  }
  return {
    digest: (path: string): string => {
      const named = (facts.get(path)?.artifacts ?? []).map((one) => wanted.get(one)?.blob ?? "");
      return named.length === 0 ? (digests.get(path) ?? "") : briefly([digests.get(path) ?? "", ...named]);
    },
    files: (path: string): readonly string[] => {
      const reached = new Set<string>();
      let next: readonly string[] = [path];
      for (let hop = 0; hop < MAX_HOPS && reached.size < MAX_REACHED; hop++) {
        next = next.flatMap((one) => direct.get(one) ?? []).filter((one) => !reached.has(one));
        for (const one of next) reached.add(one);
      }
      return [...reached];
    },
  };
}

/** More are not read ahead. */
const MAX_REACHED = 500;

function briefly(parts: readonly string[]): string {
  return createHash("sha1").update(parts.join("\0")).digest("base64").slice(0, 20);
}
