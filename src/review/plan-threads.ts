import { LEVELS, type Finding, type Level } from "../findings/finding.js";
import { spokenForBy } from "../policy/spoken-for.js";
import type { WaivedBy } from "../policy/waived.js";
import { inlineCode, markdownText } from "../report/escape.js";
import { renderComment } from "../report/comment.js";
import { withMark, writeMark, type MarkKit, type ThreadMark } from "./marker.js";
import { closedBody, openBody, placedBody } from "./notes.js";
import type { ThreadAction } from "./plan.js";
import { MAX_BODY } from "./place-comments.js";
import { linkTo } from "./review-body.js";
import { isCommented, type Settled } from "./settle.js";
import type { ReviewInput, Thread } from "./state.js";

/** What becomes of the threads that are there, and which findings nobody has heard of yet. */
export interface ThreadPlan {
  readonly actions: readonly ThreadAction[];
  readonly unsaid: readonly Finding[];
  readonly reopened: boolean;
}

/**
 * The most findings that reviews speak of; the marks that remember them have to fit into a body. The check lists all.
 */
export const MAX_SAID = 1000;

/** Decides about each of our threads, and which findings have none. */
export function planThreads(input: ReviewInput, settled: Settled, kit: MarkKit): ThreadPlan {
  const { threads, reviews } = input.said;
  const findings = settled.findings.filter(isCommented);
  const held = new Map<Thread, Finding[]>();
  const unsaid: Finding[] = [];
  const listed = new Set(reviews.flatMap(({ fingerprints }) => fingerprints));
  const isSpokenFor = spokenForBy(findings);
  for (const finding of findings) {
    const thread = settled.matches.get(finding);
    if (thread) held.set(thread, [...(held.get(thread) ?? []), finding]);
    else if (!listed.has(finding.fingerprint) && !isSpokenFor(finding)) unsaid.push(finding);
  }
  const actions = threads.flatMap((thread) => {
    const own = held.get(thread);
    return own ? keep(thread, own, input, kit) : letGo(thread, held, input, settled);
  });
  const said = listed.size + threads.reduce((sum, { mark }) => sum + mark.fingerprints.length, 0);
  return {
    actions,
    unsaid: unsaid.slice(0, Math.max(0, MAX_SAID - said)),
    reopened: actions.some(({ kind }) => kind === "reopen"),
  };
}

/** A thread whose findings are still there: reopened if it was closed, brought up to date if its text is wrong. */
function keep(
  thread: Thread,
  findings: readonly Finding[],
  input: ReviewInput,
  kit: MarkKit,
): ThreadAction[] {
  const { id: threadId, commentId } = thread;
  const [first] = findings;
  if (!first) return [];
  const body = currentBody(thread, first, findings, input, kit);
  const isWorse = LEVELS.indexOf(worst(findings)) < LEVELS.indexOf(thread.mark.level);
  // A person who resolved it is not contradicted, unless what it says became more serious.
  const isResolvedByHand = thread.isResolved && !thread.isClosed;
  if (thread.isClosed || (isResolvedByHand && isWorse)) {
    const unresolve = thread.isResolved && thread.viewerCanUnresolve;
    return [{ kind: "reopen", threadId, commentId, body, unresolve }];
  }
  if (isResolvedByHand) return [];
  return body === thread.body ? [] : [{ kind: "edit", threadId, commentId, body }];
}

/** The comment as it should be: said anew if its level changed, with the place if GitHub no longer shows its line. */
function currentBody(
  thread: Thread,
  first: Finding,
  findings: readonly Finding[],
  { pull, examined, baseUrl }: ReviewInput,
  kit: MarkKit,
): string {
  let body = openBody(thread.body);
  const level = worst(findings);
  const mark = markNow(thread, findings);
  if (level !== thread.mark.level) {
    const text = renderComment(first, {
      others: findings.slice(1),
      spokenFor: examined.findings.filter(spokenForBy(findings)),
      withSuggestion: body.includes("```suggestion"),
      baseRef: pull.baseRef,
      baseUrl,
    });
    const written = writeMark({ ...mark, level }, kit);
    if (text.length + written.length < MAX_BODY) body = `${text}\n${written}`;
  } else if (mark.bases.some((basis, i) => basis !== thread.mark.bases[i])) body = withMark(body, mark, kit);
  if (!thread.isOutdated && thread.path === first.path) return body;
  const line = first.range.startLine + 1;
  const place = `${first.path}:${String(line)}`;
  const url = linkTo(pull.repositoryUrl, pull.headSha)(first.path, line);
  const placed = placedBody(body, place, `[${inlineCode(place)}](${url})`);
  return placed.length < MAX_BODY ? placed : body;
}

/** The mark with what its findings rest on now. In a thread with an accept that is what they rested on then. */
function markNow({ mark }: Thread, findings: readonly Finding[]): ThreadMark {
  const bases = mark.fingerprints.map((fingerprint, i) => {
    const now = findings.find((finding) => finding.fingerprint === fingerprint);
    return now?.basis ?? mark.bases[i] ?? "";
  });
  return { ...mark, bases };
}

function worst(findings: readonly Finding[]): Level {
  return LEVELS.find((level) => findings.some((finding) => finding.level === level)) ?? "note";
}

/** A thread that speaks of nothing that is left. */
function letGo(
  thread: Thread,
  held: ReadonlyMap<Thread, readonly Finding[]>,
  input: ReviewInput,
  settled: Settled,
): ThreadAction[] {
  const { id: threadId, commentId } = thread;
  if (thread.isClosed) return [];
  const isAnswered = thread.replies.some(({ isOurs }) => !isOurs);
  const isDouble = isSaidElsewhere(thread, held);
  if (isDouble && !isAnswered) return [{ kind: "delete", threadId, commentId }];
  // Nothing is left to do where a person resolved it.
  if (thread.isResolved) return [];
  const note = isDouble ? "Said twice: another thread has it." : reasonToClose(thread, input, settled);
  const body = closedBody(thread.body, note);
  return [{ kind: "close", threadId, commentId, body, resolve: thread.viewerCanResolve }];
}

/** Whether another thread of the file holds what this one speaks of: a crash made us say it twice. */
function isSaidElsewhere(thread: Thread, held: ReadonlyMap<Thread, readonly Finding[]>): boolean {
  return [...held].some(
    ([other, findings]) =>
      other.path === thread.path &&
      findings.some(({ fingerprint }) => thread.mark.fingerprints.includes(fingerprint)),
  );
}

function reasonToClose(thread: Thread, { pull, examined }: ReviewInput, { waived }: Settled): string {
  const isOurs = ({ path, fingerprint }: Finding): boolean =>
    path === thread.path && thread.mark.fingerprints.includes(fingerprint);
  const accepted = waived.find(({ finding }) => thread.mark.fingerprints.includes(finding.fingerprint));
  if (accepted) return `${acceptance(accepted.by)}.`;
  if (examined.findings.some((finding) => isOurs(finding) && isCommented(finding)))
    return `What it speaks of has changed as of ${pull.headSha}: another comment has it.`;
  if (examined.findings.some(isOurs)) return `Only a note under the policy as of ${pull.headSha}.`;
  return `Fixed in ${pull.headSha}. Thank you.`;
}

/** Who accepted a finding, when, why and until when, as Markdown. */
export function acceptance(by: WaivedBy): string {
  const until = by.expires === null ? "" : ` until ${markdownText(by.expires)}`;
  const reason = markdownText(by.reason);
  switch (by.kind) {
    case "accept":
      return `Accepted by ${inlineCode(by.login)} on ${by.on}${until}: ${reason}`;
    case "policy":
      return `Waived by the policy${until}: ${reason}`;
    case "inline":
      return `Waived by a comment in the code that was there before: ${reason}`;
    case "ratchet":
      return `Let through by the ratchet: ${reason}`;
  }
}
