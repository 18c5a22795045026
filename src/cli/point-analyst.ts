import { createHash } from "node:crypto";

import type { FileAnalysis, SourceFile } from "../analysis/analyze-file.js";
import { artifactContent, isArtifactPath, mayBeEither } from "../analysis/artifact-file.js";
import { beginsAsPython, CODE_START, fileKind, isScript } from "../analysis/file-kind.js";
import { fileText } from "../analysis/file-text.js";
import { artifactsNamedIn } from "../analysis/named-artifacts.js";
import { lazyNames } from "../analysis/lazy-modules.js";
import { namesRunBy } from "../analysis/run-files.js";
import { MAX_HOPS } from "../analysis/surroundings.js";
import { importedModules } from "../python/import-paths.js";
import { compareFindings } from "../findings/finding.js";
import type { Parser } from "../parse/syntax-tree.js";
import { guardedAnalysis } from "./analyze-guarded.js";
import type { AuditCache } from "./audit-cache.js";
import type { BlobTexts } from "./blob-texts.js";
import { FILE_BUDGET, isOverBudget } from "./budget.js";
import type { TreeEntry } from "./history.js";
import { reachOf, type Facts } from "./reach.js";
import type { Rulings } from "./rulings.js";
import { textIn, type Kept } from "./kept-findings.js";
import { isOpen, manifestBlobs, surroundingsAt, wantedIn } from "./tree-point.js";

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

type Entries = ReadonlyMap<string, TreeEntry>;

/** Another form of what is kept of a file: what has another one is not read. */
const FORM = 2;

/** How many files are read at a time. */
const AT_ONCE = 100;
/** What a file is told of others is told by those that it reaches in so many steps: the last ones are modules in modules. */
const STEPS = MAX_HOPS + 2;

/**
 * Analyzes the trees of commits. A file is analyzed again only where its content, its path, what it imports (through some more
 * files), the artifacts that it names, or the versions that manifests allow have changed.
 */
export class PointAnalyst {
  private readonly tools: AnalystTools;
  private readonly rules: string;
  private readonly lineage = {};

  constructor(tools: AnalystTools) {
    this.tools = tools;
    this.rules = JSON.stringify([FORM, tools.version, tools.rulings.policy]);
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
    const { texts, cache } = this.tools;
    const { wanted, keyOf, near, analysisOf } = await this.standing(entries);
    const missing = [...wanted].filter(
      ([path, { blob }]) =>
        blob !== "" && (cache.get(keyOf(path)) === undefined || (isLast && isArtifactPath(path))),
    );
    if (isLast && missing.some(([path]) => isArtifactPath(path))) await texts.load(blobsOf(wanted));
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const some = missing.slice(start, start + AT_ONCE);
      await texts.load([
        ...some.map(([, { blob }]) => blob),
        ...new Set(some.flatMap(([path]) => near(path))),
      ]);
      for (const [path, entry] of some) this.keep(keyOf(path), await analysisOf(path, entry, false));
      cache.flush();
      onProgress(Math.min(start + AT_ONCE, missing.length), missing.length);
    }
    const results: Kept[] = [];
    for (const [path, entry] of wanted) {
      const known = cache.get(keyOf(path)) as Kept | null;
      if (known === null) continue;
      results.push(
        isLast && this.tools.wantsFixes !== false && known.findings.length > 0
          ? ((await analysisOf(path, entry, true)) ?? known)
          : known,
      );
    }
    return results;
  }

  /** What stands in one file of a tree. */
  async inTree(path: string, entries: Entries): Promise<Kept> {
    const { texts, cache } = this.tools;
    const { wanted, keyOf, near, analysisOf } = await this.standing(entries);
    const entry = wanted.get(path);
    if (!entry || entry.blob === "") return NOTHING;
    const known = cache.get(keyOf(path)) as Kept | null | undefined;
    if (known !== undefined) return known ?? NOTHING;
    await texts.load([entry.blob, ...near(path), ...(isArtifactPath(path) ? blobsOf(wanted) : [])]);
    const kept = await analysisOf(path, entry, false);
    this.keep(keyOf(path), kept);
    return kept ?? NOTHING;
  }

  /** What ran out of its budget may not the next time: the machine had other work. */
  private keep(key: string, kept: Kept | null): void {
    const { cache } = this.tools;
    const isWhole = !(kept?.notScanned ?? []).some(({ reason }) => isOverBudget(reason));
    if (isWhole) cache.set(key, kept);
    else cache.setForNow(key, kept);
  }

  /** A tree, and how its files are analyzed. */
  private async standing(entries: Entries) {
    const { texts, rulings, parser } = this.tools;
    const wanted = wantedIn(entries, rulings.policy);
    const facts = await this.factsOf(wanted);
    const reach = reachOf(wanted, (path) => facts.get(path) ?? null);
    await texts.load(manifestBlobs(entries));
    const lineage = { of: this.lineage, reach: reach.digest };
    const around = surroundingsAt(entries, wanted, texts, rulings.policy, lineage);
    const seal = JSON.stringify([this.rules, [...around.floors]]);
    const tools = { ...around, ...rulings.organization, policy: rulings.policy, parse: parser.parse };
    const plain = guardedAnalysis({ ...tools, wantsFix: () => false }, FILE_BUDGET, null);
    const withFixes = guardedAnalysis(tools, FILE_BUDGET, null);
    const keys = new Map<string, string>();
    return {
      wanted,
      keyOf: (path: string): string => {
        const known = keys.get(path);
        if (known !== undefined) return known;
        const key = keyOf(seal, path, wanted.get(path), reach.digestWithArtifacts(path, STEPS));
        keys.set(path, key);
        return key;
      },
      near: (path: string): readonly string[] =>
        reach.files(path, STEPS).flatMap((one) => wanted.get(one)?.blob ?? []),
      analysisOf: async (path: string, entry: TreeEntry, wantsFixes: boolean): Promise<Kept | null> => {
        const kept = await this.kept(path, entry, (wantsFixes ? withFixes : plain).analyze);
        const settled = parser.settle();
        if (settled) await settled;
        return kept;
      },
    };
  }

  private async kept(
    path: string,
    entry: TreeEntry,
    analyze: (file: SourceFile) => Promise<FileAnalysis>,
  ): Promise<Kept | null> {
    const found: FileAnalysis[] = [];
    for (const file of this.filesOf(path, entry)) found.push(await analyze(file));
    const findings = found.flatMap((one) => one.findings).sort(compareFindings);
    const notScanned = found.flatMap((one) => one.notScanned);
    const waived = found.flatMap((one) => one.waived);
    const isEmpty = findings.length + notScanned.length + waived.length === 0;
    if (isEmpty) return null;
    const text = isArtifactPath(path) ? null : this.tools.texts.text(entry.blob);
    const texts = findings.map(textIn(text ?? ""));
    return structuredClone({ findings, notScanned, waived, texts });
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
    const key = (path: string, { blob }: TreeEntry): string => `names:${blob}:${path}`;
    const missing = [...wanted].filter(
      ([path, entry]) => mayImport(path) && cache.get(key(path, entry)) === undefined,
    );
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const some = missing.slice(start, start + AT_ONCE);
      await texts.load(some.map(([, { blob }]) => blob));
      for (const [path, entry] of some) {
        const head = texts.text(entry.blob) ?? "";
        const facts: Facts = {
          modules: importedModules(head),
          runs: namesRunBy(head),
          lazy: lazyNames(path, head),
          artifacts: artifactsNamedIn(path, head),
        };
        cache.set(key(path, entry), facts);
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

function blobsOf(entries: Entries): readonly string[] {
  return [...entries.values()].map(({ blob }) => blob);
}

const NOTHING: Kept = { findings: [], notScanned: [], waived: [], texts: [] };

function mayImport(path: string): boolean {
  const kind = fileKind(path);
  return kind !== null && kind !== "manifest" && kind !== "document";
}

function beginsAsCode(path: string, bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, CODE_START)).toString("latin1");
  return isScript(start) || (fileKind(path) === "script" && beginsAsPython(path, start));
}

function keyOf(seal: string, path: string, entry: TreeEntry | undefined, reach: string): string {
  return createHash("sha256")
    .update(JSON.stringify([seal, path, entry?.blob, entry?.mode, reach]))
    .digest("hex")
    .slice(0, 24);
}
