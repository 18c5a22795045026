import { isInForce } from "../policy/apply-waivers.js";
import { parseCommands, type Command } from "./commands.js";
import type { Comment, ReviewInput, Thread } from "./state.js";

/** Somebody's `/no-pickle accept` in a thread of ours. */
export interface Accept {
  readonly thread: Thread;
  readonly comment: Comment;
  readonly login: string;
  readonly reason: string;
  readonly until: string | null;
  /** Why it does not hold, as a sentence for the one who wrote it; null where it does. */
  readonly refusal: string | null;
}

/** What it takes to tell whether accepts hold. */
export type AcceptContext = Pick<ReviewInput, "said" | "pull" | "policy" | "today">;

/** Every accept in our threads, oldest first, whether it holds or not. Those of bots are none. */
export function acceptsOf(context: AcceptContext): Accept[] {
  return context.said.threads.flatMap((thread) =>
    thread.replies.flatMap((comment) => {
      const command = acceptIn(comment);
      if (!command || comment.author === null) return [];
      const [reason, until] = command.kind === "accept" ? [command.reason, command.until] : ["", null];
      return [
        {
          thread,
          comment,
          login: comment.author,
          reason,
          until,
          refusal: refusalOf(comment, comment.author, command, context),
        },
      ];
    }),
  );
}

/** Everybody whose accept would count if they may: what they may do has to be looked up. */
export function acceptingLogins(threads: readonly Thread[]): string[] {
  return threads.flatMap(({ replies }) =>
    replies.flatMap((comment) => (comment.author !== null && acceptIn(comment) ? [comment.author] : [])),
  );
}

type AcceptCommand = Extract<Command, { kind: "accept" | "accept-bad-date" }>;

/** The accept that a person wrote in a comment, if any. */
function acceptIn(comment: Comment): AcceptCommand | null {
  if (comment.isOurs || comment.isBot) return null;
  const isAccept = (command: Command): command is AcceptCommand =>
    command.kind === "accept" || command.kind === "accept-bad-date";
  return parseCommands(comment.body).find(isAccept) ?? null;
}

function refusalOf(
  comment: Comment,
  login: string,
  command: AcceptCommand,
  { said, pull, policy, today }: AcceptContext,
): string | null {
  if (command.kind === "accept-bad-date") {
    return `\`${command.date.replaceAll("`", "'")}\` is no day of the calendar. Write \`/no-pickle accept until YYYY-MM-DD <reason>\`, or leave the date out.`;
  }
  if (command.reason === "") return "A reason is needed: `/no-pickle accept <reason>`.";
  if (command.until !== null && !isInForce(command.until, today))
    return `\`${command.until}\` is past: this does not hold any more.`;
  if (comment.editedByOther)
    return "Somebody else than its author edited this comment, so it does not count. Write a new one.";
  const isAuthor = login.toLowerCase() === pull.author?.toLowerCase();
  if (policy.waiverApproval === "other-maintainer" && isAuthor) {
    return "The author of a pull request cannot accept its findings; another maintainer can. (`waiver-approval: maintainer` in the policy allows it.)";
  }
  if (policy.waiverApproval === "other-maintainer" && said.contributors?.has(login.toLowerCase()) !== false) {
    return said.contributors === null
      ? "Who has a part in this pull request cannot be told (too many commits, or a deleted revision of a bot's text), so nobody can accept findings here. A waiver in the policy can."
      : "Whoever wrote or committed a commit of a pull request, or had an agent open it, cannot accept its findings; another maintainer can.";
  }
  if (said.permissions.get(login.toLowerCase()) !== "write")
    return "Only somebody with write access to this repository can accept a finding.";
  return null;
}
