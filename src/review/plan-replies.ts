import { nearest } from "../policy/nearest.js";
import { explainRule, howToFix } from "../report/explain.js";
import { inlineCode } from "../report/escape.js";
import { RULE_IDS, ruleById } from "../rules/registry.js";
import { parseCommands, type Command } from "./commands.js";
import { readMarks, writeMark, type MarkKit } from "./marker.js";
import type { Reply } from "./plan.js";
import type { Settled } from "./settle.js";
import type { Comment, ReviewInput, Thread } from "./state.js";

/** The most answers of one run; the next run gives the others. */
const MAX_REPLIES = 20;

/**
 * Answers commands that nobody answered yet: a reaction where that says it all, else one comment. A comment that has our
 * reaction, or a reply of ours with its mark, is answered; editing it does not make it new.
 */
export function planReplies(input: ReviewInput, settled: Settled, kit: MarkKit): Reply[] {
  const { threads, conversation } = input.said;
  const answered = new Set(
    commentsOf(input.said)
      .filter(({ isOurs, editedByOther }) => isOurs && !editedByOther)
      .flatMap(({ body }) => readMarks(body, kit))
      .flatMap((mark) => (mark.kind === "reply" ? [mark.to] : [])),
  );
  const refusals = new Map(settled.accepts.map(({ comment, refusal }) => [comment.id, refusal]));
  const replies: Reply[] = [];
  const answer = (comment: Comment, thread: Thread | null): void => {
    const commands = answered.has(comment.id) ? [] : commandsOf(comment);
    if (commands.length === 0) return;
    const texts = commands.flatMap((command) => {
      const text = answerTo(command, thread !== null, refusals.get(comment.id) ?? null, input);
      return text === null ? [] : [text];
    });
    if (texts.length === 0) replies.push({ kind: "reaction", commentId: comment.id });
    else {
      const body = `${[...new Set(texts)].join("\n\n")}\n${writeMark({ kind: "reply", to: comment.id }, kit)}`;
      replies.push(
        thread ? { kind: "in-thread", threadId: thread.id, body } : { kind: "in-conversation", body },
      );
    }
  };
  for (const thread of threads) for (const comment of thread.replies) answer(comment, thread);
  for (const comment of conversation) answer(comment, null);
  const fix = `how-to-fix:${input.pull.headSha}`;
  if (input.wantsHowToFix && settled.findings.length > 0 && !answered.has(fix)) {
    const text = `What to write instead, as of ${input.pull.headSha}:\n\n${howToFix(settled.findings, input.baseUrl)}`;
    replies.unshift({
      kind: "in-conversation",
      body: `${text}\n${writeMark({ kind: "reply", to: fix }, kit)}`,
    });
  }
  return replies.slice(0, MAX_REPLIES);
}

/** Whether somebody asked for a re-run in a comment that was not answered yet. Names the comment. */
export function askedToRecheck(said: ReviewInput["said"]): string | null {
  const asks = (comment: Comment): boolean => commandsOf(comment).some(({ kind }) => kind === "recheck");
  return commentsOf(said).find(asks)?.id ?? null;
}

function commentsOf({ threads, conversation }: ReviewInput["said"]): Comment[] {
  return [...conversation, ...threads.flatMap(({ replies }) => replies)];
}

/** What a person asks for, unless a reaction of ours has answered it. */
function commandsOf({ isOurs, isBot, hasReaction, body }: Comment): Command[] {
  return isOurs || isBot || hasReaction ? [] : parseCommands(body);
}

/** The answer as Markdown; null where a reaction is enough. */
function answerTo(
  command: Command,
  isInThread: boolean,
  refusal: string | null,
  { baseUrl }: ReviewInput,
): string | null {
  switch (command.kind) {
    case "accept":
    case "accept-bad-date":
      return isInThread ? refusal : ACCEPT_ELSEWHERE;
    case "recheck":
      return null;
    case "explain":
      return explanation(command.rule, baseUrl);
    case "help":
      return HELP;
    case "unknown":
      return `There is no command ${inlineCode(command.word)}.\n\n${HELP}`;
  }
}

const ACCEPT_ELSEWHERE =
  "An accept counts as a reply in the thread of the finding, so that it is clear which one it is about. For a finding without a thread, a waiver in `.github/no-pickle.yml` on the base branch does the same.";

const HELP = `These work at the beginning of a line:

- \`/no-pickle accept <reason>\`, in the thread of a finding: accepts it. It takes write access and another person than the author; \`accept until YYYY-MM-DD <reason>\` ends by itself.
- \`/no-pickle recheck\`: reviews this pull request again.
- \`/no-pickle explain <rule>\`: says what a rule is about.
- \`/no-pickle help\`: this.`;

function explanation(id: string, baseUrl: string | null): string {
  const rule = ruleById(id);
  if (rule) return explainRule(rule.meta, baseUrl);
  const near = nearest(id, RULE_IDS);
  const hint = near === null ? "`no-pickle rules` lists them." : `Did you mean \`${near}\`?`;
  return `There is no rule ${inlineCode(id)}. ${hint}`;
}
