import { resolve } from "node:path";

import type { Audit, AuditUse } from "../audit/audit.js";
import { renderAuditHtml } from "../audit/audit-html.js";
import { renderAuditJson } from "../audit/audit-json.js";
import { renderAuditMarkdown } from "../audit/audit-markdown.js";
import { renderAuditText } from "../audit/audit-text.js";
import type { OwnersOf } from "../audit/codeowners.js";
import { effortOf } from "../audit/effort.js";
import { nextStepOf } from "../audit/next-step.js";
import { compareFindings } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import { cacheOf } from "./audit-cache.js";
import { dataAt, type DataAt } from "./audit-data.js";
import { checkSince, dataNamedAt, nameOf, ownersAt, textAt } from "./audit-facts.js";
import { auditProgress } from "./audit-progress.js";
import { BlobTexts } from "./blob-texts.js";
import { ask, openRepository, type Git } from "./git.js";
import { chosenPoints, commitOf, firstParents } from "./history.js";
import type { CommonOptions, Io } from "./io.js";
import { issueTarget, postIssue } from "./post-issue.js";
import { loadPolicy, type LoadedPolicy } from "./load-policy.js";
import { objectStream } from "./object-stream.js";
import { originOf } from "./origin.js";
import { PointAnalyst } from "./point-analyst.js";
import { styleFor, writeReport } from "./print-report.js";
import { walkPoints, type Walked } from "./walk-points.js";

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
  const objects = objectStream(git, io.env);
  try {
    const texts = new BlobTexts(git, io.env, { objects });
    const { version } = io;
    const parser = await io.parser();
    const analyst = new PointAnalyst({ texts, cache, rulings: loaded, parser, version });
    const progress = auditProgress(io, points.length, options.quiet);
    const told = await walkPoints(points, {
      ...{ git, analyst, cache, policy: loaded.policy, today: io.today() },
      onProgress: progress.update,
    });
    progress.clear();
    const owners = await ownersAt(git, ref.commit);
    const named = await dataNamedAt(git, ref.commit);
    const tools = { texts, parser, policy: loaded.policy };
    const data = await dataAt(told.entries, told.uses, named, tools);
    return {
      ...{ version, ref, policy: loaded.described, today: io.today() },
      uses: usesOf(told, owners, data.pairs),
      fixed: told.fixed,
      points: told.points,
      artifacts: data.artifacts,
      notScanned: told.notScanned,
      history: { isComplete: history.isComplete, commits: history.commits.length },
    };
  } finally {
    objects.close();
  }
}

function usesOf(
  { lives, came }: Pick<Walked, "lives" | "came">,
  owners: OwnersOf,
  pairs: DataAt["pairs"],
): readonly AuditUse[] {
  return [...lives]
    .sort((a, b) => compareFindings(a.latest, b.latest))
    .map((life): AuditUse => {
      const { ruleId, level, path, range, symbol, fingerprint } = life.latest;
      const line = range.startLine + 1;
      const same = pairs({ path, line });
      return {
        ...{ ruleId, level, path, line, symbol, fingerprint },
        owners: owners(path),
        introduced: came.get(life.born) ?? null,
        ...same,
        next: nextStepOf(life.latest),
        effort: effortOf(life.latest, same.pairs),
      };
    });
}
