import type { DiffSides } from "./changed-paths.js";
import { ask, commitOrTree, shallowHint, type Git } from "./git.js";
import { UsageError } from "./io.js";

/** What is compared, and how a report says that. */
export interface Compared {
  readonly sides: DiffSides;
  readonly looked: string;
  /** The commit or tree that the policy is taken from, and how that is called. */
  readonly ruledBy: { readonly commit: string; readonly name: string };
}

/** `A...B` and `A` mean from the merge base, `A B` and `A..B` the two as they are; none means the work tree against HEAD. */
export async function comparedBy(git: Git, revisions: readonly string[], staged: boolean): Promise<Compared> {
  const [first, second] = revisions;
  if (staged) {
    if (first !== undefined) throw new UsageError("--staged takes no revisions");
    const base = await commitOrTree(git, "HEAD");
    return {
      sides: { kind: "staged", base },
      looked: `what is staged, against ${await headNamed(git, base)}`,
      ruledBy: { commit: base, name: "HEAD" },
    };
  }
  if (first === undefined) {
    const base = await commitOrTree(git, "HEAD");
    const top = await topLevel(git);
    const looked = `the work tree against ${await headNamed(git, base)}`;
    return { sides: { kind: "worktree", base, top }, looked, ruledBy: { commit: base, name: "HEAD" } };
  }
  if (second !== undefined) return commits(git, first, second);
  const [left = "", right] = first.includes("...") ? first.split("...") : first.split("..");
  const head = right === undefined || right === "" ? "HEAD" : right;
  const fromMergeBase = right === undefined || first.includes("...");
  return fromMergeBase ? sinceMergeBase(git, left || "HEAD", head) : commits(git, left || "HEAD", head);
}

async function commits(git: Git, from: string, to: string): Promise<Compared> {
  const [base, head] = [await commitOrTree(git, from), await commitOrTree(git, to)];
  const looked = `${from} (${short(base)}) to ${to} (${short(head)})`;
  const ruledBy = { commit: base, name: `${from} (${short(base)})` };
  return { sides: { kind: "commits", base, head }, looked, ruledBy };
}

async function sinceMergeBase(git: Git, from: string, to: string): Promise<Compared> {
  const [left, head] = [await commitOrTree(git, from), await commitOrTree(git, to)];
  const isTree = (await ask(git, ["cat-file", "-t", left], "")) === "tree";
  // A tree has no history: it is compared with as it is.
  if (isTree) return commits(git, from, to);
  const failure = `${from} and ${to} have no common ancestor${await shallowHint(git)}`;
  const base = await ask(git, ["merge-base", left, head], failure);
  const isNothing = left === head ? "; what is not committed is left out, which no-pickle diff looks at" : "";
  const looked = `${to} (${short(head)}), since it left ${from} (at ${short(base)})${isNothing}`;
  // What the branch says today, as on GitHub: not what it said when the other left it.
  const ruledBy = { commit: left, name: `${from} (${short(left)})` };
  return { sides: { kind: "commits", base, head }, looked, ruledBy };
}

async function topLevel(git: Git): Promise<string> {
  const failure = `${git.dir} has no work tree: name the revisions to compare`;
  return ask(git, ["rev-parse", "--show-toplevel"], failure);
}

async function headNamed(git: Git, base: string): Promise<string> {
  const isTree = (await ask(git, ["cat-file", "-t", base], "")) === "tree";
  return isTree ? "nothing, as there is no commit yet" : `HEAD (${short(base)})`;
}

function short(name: string): string {
  return name.slice(0, 7);
}
