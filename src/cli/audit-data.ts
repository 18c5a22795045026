import { isArtifactPath } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { auditArtifact, dataPairs, loadersOf, type AuditArtifact, type Paired } from "../audit/data-at.js";
import { pairsBy, type NamedData } from "../audit/pairs.js";
import type { Finding } from "../findings/finding.js";
import { dataMap } from "../migrate/data-pairs.js";
import { projectOf } from "../migrate/project.js";
import { mayHoldData } from "../migrate/stores.js";
import { ruleOf } from "../report/report.js";
import type { Parser } from "../parse/syntax-tree.js";
import type { Policy } from "../policy/policy.js";
import type { BlobTexts } from "./blob-texts.js";
import type { TreeEntry } from "./history.js";
import { surroundingsAt, wantedIn } from "./tree-point.js";

/** What is known of the data at a commit. */
export interface DataAt {
  readonly pairs: (use: { readonly path: string; readonly line: number }) => Paired;
  readonly artifacts: readonly AuditArtifact[];
}

/** What it is worked out with. */
export interface DataTools {
  readonly texts: BlobTexts;
  readonly parser: Parser;
  readonly policy: Policy;
}

/** More files than this are not looked into. */
const MAX_FILES = 2000;
const MAX_ARTIFACTS = 300;
/** How far from a use a file may be named, in lines. */
const NEAR = 3;

/**
 * Finds what the uses at a commit write and load: the other end of each, and the files in the tree with what loads them.
 * @param named the lines that name a file of data
 */
export async function dataAt(
  entries: ReadonlyMap<string, TreeEntry>,
  findings: readonly Finding[],
  named: readonly NamedData[],
  { texts, parser, policy }: DataTools,
): Promise<DataAt> {
  const wanted = wantedIn(entries, policy);
  const paths = [...new Set(findings.map(({ path }) => path))];
  const code = paths.filter((path) => fileKind(path) === "python").slice(0, MAX_FILES);
  const files = paths
    .filter((path) => isArtifactPath(path) && fileKind(path) === null)
    .slice(0, MAX_ARTIFACTS);
  await texts.load([...code, ...files].flatMap((path) => wanted.get(path)?.blob ?? []));
  const around = surroundingsAt(entries, wanted, texts, policy);
  const project = projectOf([...wanted.keys()], around.repository.read, parser.parse);
  for (const path of code) {
    const text = project.text(path);
    if (text !== null && mayHoldData(text)) project.model(path);
    const settled = parser.settle();
    if (settled) await settled;
  }
  const known = dataMap(project, code);
  const artifacts = files.flatMap((path): AuditArtifact[] => {
    const artifact = around.artifactAt?.(path) ?? null;
    const loaders = loadersOf(path, known.files, besideUses(path, findings, named));
    const told = artifact && auditArtifact(path, artifact, loaders);
    return told ? [told] : [];
  });
  return { pairs: dataPairs(known.data, pairsBy(named)), artifacts };
}

/** Uses beside which a file of this name is named. */
function besideUses(
  path: string,
  findings: readonly Finding[],
  named: readonly NamedData[],
): readonly string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lines = named.filter((one) => one.names.includes(name));
  return findings
    .filter((finding) => finding.level !== "note" && ruleOf(finding).subject === undefined)
    .filter(({ path: file, range }) =>
      lines.some((one) => one.path === file && Math.abs(one.line - range.startLine - 1) <= NEAR),
    )
    .map(({ path: file, range }) => `${file}:${String(range.startLine + 1)}`);
}
