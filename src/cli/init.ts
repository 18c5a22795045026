import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { RATCHET_PATH } from "../audit/ratchet-file.js";
import { actionJobs } from "../github/action-workflow.js";
import { checkPolicy } from "../policy/check-policy.js";
import { POLICY_PATH, type Policy } from "../policy/policy.js";
import { visible } from "../report/escape.js";
import { plural } from "../report/report.js";
import { folderOf } from "./base-folder.js";
import { policyText } from "./init-policy.js";
import { hookText, PRE_COMMIT_PATH, withHook } from "./init-pre-commit.js";
import { aboutRef, checkedAction, WORKFLOW_PATH, workflowText } from "./init-workflow.js";
import { takeInventory } from "./inventory.js";
import { UsageError, type Io } from "./io.js";
import { ratchetCommand } from "./ratchet.js";

/** The options of `no-pickle init`. */
export interface InitOptions {
  readonly preset: Policy["preset"];
  /** The Action that a workflow is to run: `OWNER/no-pickle@COMMIT`. */
  readonly workflow?: string;
  readonly preCommit: boolean;
  /** What the hook installs: a wheel, a package for npm, a requirement. */
  readonly package?: string;
  /** Count what stands there, so that it only goes down. */
  readonly ratchet: boolean;
  /** Print, and write nothing. */
  readonly dryRun: boolean;
}

/** What is to become of one file; `notes` are for the reader. */
type Step = { readonly path: string; readonly notes: readonly string[] } &
  /** `shown` is what is new: of a file that was there, what is added to it. */
  (
    | { readonly kind: "write"; readonly bytes: Buffer; readonly isNew: boolean; readonly shown: string }
    /** There is nothing to be done. */
    | { readonly kind: "keep" }
    /** The reader has to do it. */
    | { readonly kind: "todo" }
  );

/**
 * `no-pickle init`: writes a first policy for the repository around, and a workflow and a hook for pre-commit where these
 * are asked for. What is there already is never written over. Exit code 0 if all is there now, 1 if something is left to
 * do by hand.
 */
export async function initCommand(io: Io, folder: string | undefined, options: InitOptions): Promise<number> {
  const start = resolve(io.cwd, folder ?? ".");
  const top = existsSync(start) ? folderOf(start) : null;
  if (top === null) {
    const what = existsSync(start) ? "is in no git repository: run git init there first" : "does not exist";
    throw new UsageError(`${visible(start)} ${what}`);
  }
  if (options.package !== undefined && !options.preCommit)
    throw new UsageError("--package is about the hook: add --pre-commit");
  const { workflow } = options;
  const steps = [
    ...(workflow === undefined ? [] : [workflowStep(top, checkedAction(workflow))]),
    ...(options.preCommit ? [hookStep(io, top, options.package)] : []),
  ];
  // It is what takes the time, so that a mistake above is told before it.
  const all = [await policyStep(io, top, options), ...steps];
  for (const step of all) carryOut(io, top, step, options.dryRun);
  const counted = options.ratchet && (await countInto(io, top, options.dryRun));
  const written = [
    ...all.filter(({ kind }) => kind === "write").map(({ path }) => path),
    ...(counted ? [RATCHET_PATH] : []),
  ];
  if (written.length > 0 && !options.dryRun) io.out(nextSteps(written));
  return all.some(({ kind }) => kind === "todo") ? 1 : 0;
}

/** Counts what stands there, under the policy that is there by now. Says whether it wrote the file, or would. */
async function countInto(io: Io, top: string, isDry: boolean): Promise<boolean> {
  if (fileAt(top, RATCHET_PATH) !== null) {
    io.out(`kept ${RATCHET_PATH}\n       no-pickle ratchet check holds what there is against it\n`);
    return false;
  }
  if (isDry) {
    io.out(`would write ${RATCHET_PATH}\n       a count of what stands here, which only ever goes down\n`);
    return true;
  }
  let said = "";
  const there: Io = { ...io, cwd: top, out: (text) => (said += text) };
  await ratchetCommand(there, "init", { format: "text", usePolicy: true, quiet: true });
  const left = said.slice(said.indexOf(": ") + 2).trim();
  io.out(`wrote ${RATCHET_PATH}\n       ${left}; in CI: no-pickle ratchet check\n`);
  return true;
}

async function policyStep(io: Io, top: string, { preset, ratchet }: InitOptions): Promise<Step> {
  const path = POLICY_PATH;
  const before = fileAt(top, path);
  if (before !== null) {
    const { problems } = checkPolicy(before.toString("utf8"), io.today(), null);
    if (problems.length === 0) return { kind: "keep", path, notes: ["It is there already, and valid."] };
    const what = plural(problems.length, "problem");
    return {
      kind: "todo",
      path,
      notes: [`It is there, with ${what}: no-pickle policy validate names them.`],
    };
  }
  const found = await takeInventory(io, top);
  const { strict, balanced } = found.blocking;
  const stands =
    found.uses === 0
      ? "nothing unsafe stands here"
      : `${plural(found.uses, "use")} here today, left alone until a change adds to them`;
  return {
    ...newFile(path, policyText(preset, found)),
    notes: [
      `preset ${preset}; ${stands}`,
      ...(preset === "strict" && balanced < strict
        ? [
            `${String(strict)} of them are of the kind that blocks; with --preset balanced ${String(balanced)}`,
          ]
        : []),
      ...(found.uses > 0 && !ratchet && fileAt(top, RATCHET_PATH) === null
        ? ["no-pickle ratchet init counts them, so that they only get fewer"]
        : []),
      ...(found.vendored.length > 0 ? [`not looked at: ${found.vendored.join(", ")}`] : []),
      ...(found.notScanned > 0
        ? [`${plural(found.notScanned, "file")} could not be scanned: no-pickle scan says why`]
        : []),
      ...(preset === "balanced" || found.vendored.length > 0
        ? [
            "weaker than no file at all: where no-pickle reviews already, another",
            "maintainer has to accept it",
          ]
        : []),
    ],
  };
}

function workflowStep(top: string, action: string): Step {
  const isThere = fileAt(top, WORKFLOW_PATH) !== null;
  const user = workflowsIn(top).find((path) => actionJobs(readFileSync(join(top, path), "utf8"))?.length);
  if (user !== undefined) return { kind: "keep", path: user, notes: ["It runs no-pickle already."] };
  if (isThere) {
    const notes = ["It is there, and does not run the Action: move it away first."];
    return { kind: "todo", path: WORKFLOW_PATH, notes };
  }
  const about = aboutRef(action);
  return {
    ...newFile(WORKFLOW_PATH, workflowText(action)),
    notes: [`runs ${action} for pull requests and merge groups`, ...(about === null ? [] : [about])],
  };
}

function hookStep(io: Io, top: string, named: string | undefined): Step {
  const path = PRE_COMMIT_PATH;
  const isHere = named !== undefined && existsSync(resolve(io.cwd, named));
  if (named !== undefined && !isHere && /\.(?:whl|tgz)$/.test(named) && !named.includes("://"))
    throw new UsageError(`there is no file ${visible(named)}`);
  // pre-commit installs it from a folder of its own.
  const hook = hookText(named === undefined ? null : isHere ? resolve(io.cwd, named) : named);
  const before = fileAt(top, path);
  const result = withHook(before, hook);
  if (result.kind === "present") return { kind: "keep", path, notes: ["It has the hook already."] };
  if (result.kind === "unclear")
    return {
      kind: "todo",
      path,
      notes: [`Add this to it, as ${result.why}:`, ...hook.trimEnd().split("\n")],
    };
  const notes = ["in each clone, once: pre-commit install"];
  return before === null
    ? { ...newFile(path, result.bytes.toString("utf8")), notes }
    : { kind: "write", path, bytes: result.bytes, isNew: false, shown: hook, notes };
}

function newFile(path: string, text: string): Omit<Extract<Step, { kind: "write" }>, "notes"> {
  return { kind: "write", path, bytes: Buffer.from(text), isNew: true, shown: text };
}

function carryOut(io: Io, top: string, step: Step, isDry: boolean): void {
  const { path, kind } = step;
  const notes = step.notes.map((note) => `       ${visible(note)}\n`).join("");
  if (kind === "write" && isDry) {
    io.out(`would ${step.isNew ? "write" : "add to"} ${path}\n${notes}\n`);
    io.out(`${step.shown.replace(/^(?=.)/gm, "    ")}\n`);
    return;
  }
  if (kind === "write") {
    try {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), step.bytes, step.isNew ? { flag: "wx" } : {});
    } catch (error) {
      throw new UsageError(`cannot write ${path}: ${String((error as NodeJS.ErrnoException).code)}`);
    }
  }
  const label = kind === "write" ? (step.isNew ? "wrote" : "added") : kind === "keep" ? "kept" : "to do";
  io.out(`${label}${kind === "write" && !step.isNew ? " to" : ""} ${path}\n${notes}`);
}

function nextSteps(written: readonly string[]): string {
  return [
    "",
    `Next: git add ${written.join(" ")}`,
    "and commit it. Policy and workflow count once they are on the default branch.",
    ...(written.includes(WORKFLOW_PATH)
      ? [
          "Then require the check no-pickle, with GitHub Actions as its source, under",
          "Settings > Rules > Rulesets; no-pickle doctor OWNER/REPO says what is missing.",
        ]
      : []),
    "",
  ].join("\n");
}

/**
 * What is at a path; null where no file is.
 * @throws UsageError where a link stands in the way: what it leads to may be outside of the repository
 */
function fileAt(top: string, path: string): Buffer | null {
  const parts = path.split("/");
  for (const i of parts.keys()) {
    const part = parts.slice(0, i + 1).join("/");
    const found = lstatSync(join(top, part), { throwIfNoEntry: false });
    if (!found) return null;
    if (found.isSymbolicLink())
      throw new UsageError(`${part} is a symbolic link: nothing is written through it`);
    if (i < parts.length - 1 && !found.isDirectory()) throw new UsageError(`${part} is no folder`);
  }
  return isFile(join(top, path)) ? readFileSync(join(top, path)) : null;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The workflows of a repository, sorted. */
function workflowsIn(top: string): string[] {
  const folder = dirname(WORKFLOW_PATH);
  const names = existsSync(join(top, folder)) ? readdirSync(join(top, folder)).sort() : [];
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => isFile(join(top, path)));
}
