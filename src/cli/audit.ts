import { resolve } from "node:path";

import { examine } from "../analysis/analyze-files.js";
import type { Audit, AuditPoint, AuditUse, FixedUse } from "../audit/audit.js";
import { daysBetween } from "../audit/audit.js";
import { renderAuditHtml } from "../audit/audit-html.js";
import { renderAuditJson } from "../audit/audit-json.js";
import { renderAuditMarkdown } from "../audit/audit-markdown.js";
import { renderAuditText } from "../audit/audit-text.js";
import type { OwnersOf } from "../audit/codeowners.js";
import { effortOf } from "../audit/effort.js";
import { livesOf, type Life } from "../audit/lives.js";
import { nextStepOf } from "../audit/next-step.js";
import { compareFindings, type Finding } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import { cacheOf } from "./audit-cache.js";
import { dataAt, type DataAt } from "./audit-data.js";
import { checkSince, dataNamedAt, nameOf, ownersAt, textAt } from "./audit-facts.js";
import { auditProgress } from "./audit-progress.js";
import { BlobTexts } from "./blob-texts.js";
import { Dating } from "./date-uses.js";
import { ask, openRepository, type Git } from "./git.js";
import { chosenPoints, commitOf, firstParents, TreeOverTime, type Commit } from "./history.js";
import type { CommonOptions, Io } from "./io.js";
import { issueTarget, postIssue } from "./post-issue.js";
import { loadPolicy, type LoadedPolicy } from "./load-policy.js";
import { originOf } from "./origin.js";
import { PointAnalyst, type Kept } from "./point-analyst.js";
import { styleFor, writeReport } from "./print-report.js";

/** The options of `no-pickle audit`. */
export interface AuditOptions extends Pick<
  CommonOptions,
  "policy" | "usePolicy" | "organization" | "quiet" | "color"
> {
  readonly format: "text" | "json" | "markdown";
  readonly repo?: string;
  readonly ref?: string;
  readonly since?: string;
  readonly points: number;
  /** A file for the page. */
  readonly html?: string;
  /** `OWNER/REPO`, where an issue is to be kept up to date. */
  readonly issue?: string;
  /** The folder for what was worked out before; false for none. */
  readonly cache?: string | boolean;
}

/** Tells what there is, since when, and what became of the rest. Returns the exit code: 0, whatever there is. */
export async function auditCommand(io: Io, options: AuditOptions): Promise<number> {
  // What cannot be posted is said before the work is done.
  const target = options.issue === undefined ? null : issueTarget(io, options.issue);
  const audit = await auditHere(io, options);
  if (options.html !== undefined) writeReport(io, options.html, renderAuditHtml(audit));
  io.out(render(io, audit, options));
  if (target !== null) await postIssue(io, target, audit, options.quiet);
  return 0;
}

/** The audit of a repository on this machine. */
export async function auditHere(io: Io, options: Omit<AuditOptions, "format">): Promise<Audit> {
  const git = await openRepository(resolve(io.cwd, options.repo ?? "."), io.env);
  if (options.since !== undefined) await checkSince(git, options.since);
  const name = options.ref ?? "HEAD";
  const ref = { name: await nameOf(git, name), commit: await commitOf(git, name) };
  const loaded = await loadPolicy(io, options, async () => ({
    text: await textAt(git, ref.commit, POLICY_PATH),
    place: ref.name,
    origin: originOf(await ask(git, ["config", "--get", "remote.origin.url"], "").catch(() => "")),
  }));
  return auditOf(io, git, ref, loaded, options);
}

function render(io: Io, audit: Audit, { format, color }: AuditOptions): string {
  switch (format) {
    case "json":
      return renderAuditJson(audit);
    case "markdown":
      return renderAuditMarkdown(audit);
    case "text":
      return renderAuditText(audit, styleFor(io, color), io.columns ?? 80);
  }
}

async function auditOf(
  io: Io,
  git: Git,
  ref: Audit["ref"],
  loaded: LoadedPolicy,
  options: Omit<AuditOptions, "format">,
): Promise<Audit> {
  const history = await firstParents(git, ref.commit, options.since);
  const points = chosenPoints(history.commits, options.points);
  const cache = await cacheOf(io, git, options);
  const texts = new BlobTexts(git, io.env);
  const { version } = io;
  const tools = { texts, cache, rulings: loaded, parser: await io.parser(), version };
  const analyst = new PointAnalyst(tools);
  const progress = auditProgress(io, points.length, options.quiet);
  const tree = new TreeOverTime(git);
  const seen: (readonly Finding[])[] = [];
  let last: readonly Kept[] = [];
  for (const [index, { commit }] of points.entries()) {
    await tree.goTo(commit);
    const isLast = index === points.length - 1;
    last = await analyst.analyze(tree.entries, isLast, (done, all) => {
      progress.update(index, done / Math.max(1, all));
    });
    cache.flush();
    seen.push(findingsOf(last, loaded, io.today()));
  }
  const lives = livesOf(seen);
  const inBlob = (path: string, blob: string): Promise<Kept> => analyst.inBlob(path, blob, tree.entries);
  const dating = new Dating(git, inBlob);
  const dated = await dateAll(lives, points, dating, (part) => {
    progress.dating(part);
  });
  cache.flush();
  progress.clear();
  const owners = await ownersAt(git, ref.commit);
  const named = await dataNamedAt(git, ref.commit);
  const data = await dataAt(tree.entries, seen.at(-1) ?? [], named, {
    texts,
    parser: tools.parser,
    policy: loaded.policy,
  });
  return {
    ...{ version, ref, policy: loaded.described, today: io.today() },
    uses: usesOf(lives, dated.came, points.length - 1, owners, data.pairs),
    fixed: dated.went,
    points: points.map((point, i): AuditPoint => ({ ...point, ...countsOf(seen[i] ?? []) })),
    artifacts: data.artifacts,
    notScanned: last.flatMap(({ notScanned }) => notScanned),
    history: { isComplete: history.isComplete, commits: history.commits.length },
  };
}

function findingsOf(kept: readonly Kept[], { policy }: LoadedPolicy, today: string): readonly Finding[] {
  const whole = kept.map((one) => ({ ...one, before: [], come: [], gone: [] }));
  return [...examine(whole, policy, today).findings].sort(compareFindings);
}

function countsOf(findings: readonly Finding[]): Pick<AuditPoint, "total" | "byRule"> {
  const byRule: Record<string, number> = {};
  for (const { ruleId } of [...findings].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1)))
    byRule[ruleId] = (byRule[ruleId] ?? 0) + 1;
  return { total: findings.length, byRule };
}

type Came = Awaited<ReturnType<Dating["cameAt"]>>;

interface Dated {
  readonly came: ReadonlyMap<Life<Finding>, Came>;
  readonly went: readonly FixedUse[];
}

/** When each use came, and those that are gone went. */
async function dateAll(
  lives: readonly Life<Finding>[],
  points: readonly Commit[],
  dating: Dating,
  onProgress: (part: number) => void,
): Promise<Dated> {
  const came = new Map<Life<Finding>, Came>();
  const went: FixedUse[] = [];
  for (const [done, life] of lives.entries()) {
    const introduced = await dating.cameAt(life, points[life.first]?.commit ?? "");
    came.set(life, introduced);
    const next = points[life.last + 1];
    const after = points[life.last]?.commit ?? null;
    const fixed = next ? await dating.wentAt(life, { after, upTo: next.commit }) : null;
    if (fixed) {
      const { ruleId, path, symbol } = life.latest;
      const days = introduced && daysBetween(introduced.date, fixed.date);
      went.push({
        ...{ ruleId, path, symbol, days, fixed: { commit: fixed.commit, date: fixed.date } },
        introduced: introduced && { commit: introduced.commit, date: introduced.date },
      });
    }
    onProgress((done + 1) / lives.length);
  }
  return { came, went: went.sort((a, b) => (a.fixed.date > b.fixed.date ? -1 : 1)) };
}

function usesOf(
  lives: readonly Life<Finding>[],
  came: Dated["came"],
  last: number,
  owners: OwnersOf,
  pairs: DataAt["pairs"],
): readonly AuditUse[] {
  return lives
    .filter((life) => life.last === last)
    .sort((a, b) => compareFindings(a.latest, b.latest))
    .map((life): AuditUse => {
      const { ruleId, level, path, range, symbol, fingerprint } = life.latest;
      const line = range.startLine + 1;
      const same = pairs({ path, line });
      return {
        ...{ ruleId, level, path, line, symbol, fingerprint },
        owners: owners(path),
        introduced: came.get(life) ?? null,
        ...same,
        next: nextStepOf(life.latest),
        effort: effortOf(life.latest, same.pairs),
      };
    });
}
