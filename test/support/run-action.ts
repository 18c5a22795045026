import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** What a run of a composite action came to. */
export interface ActionResult {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Reads an action. */
export function readAction(folder: string): Action {
  return parse(readFileSync(join(folder, "action.yml"), "utf8")) as Action;
}

/**
 * Runs a composite action as GitHub's runner does: each step is a script for bash, given to it as a file, that ends the
 * action when it fails; expressions are put in before that.
 * @param folder where the action lies
 * @param run the environment of the run
 */
export async function runAction(
  folder: string,
  run: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const action = readAction(folder);
  const given: Record<string, string> = {};
  for (const [name, { default: fallback }] of Object.entries(action.inputs)) {
    given[`inputs.${name}`] =
      inputs[name] ?? fallback.replace("${{ github.token }}", run["GITHUB_TOKEN"] ?? "");
  }
  let log = "";
  let code = 0;
  for (const step of action.runs.steps) {
    if (code !== 0) break;
    const script = join(run["RUNNER_TEMP"] ?? "", "script.sh");
    writeFileSync(script, fill(step.run, given));
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, text]) => [name, fill(text, given)]),
    );
    // The token of the run is given to those steps only that ask for it.
    const [status, said] = await bash(script, { ...withoutToken(run), GITHUB_ACTION_PATH: folder, ...env });
    code = status;
    log += said;
    if (step.id === undefined) continue;
    for (const line of readFileSync(run["GITHUB_OUTPUT"] ?? "", "utf8").split("\n")) {
      const [, name = "", value = ""] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
      given[`steps.${step.id}.outputs.${name}`] = value;
    }
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, given)]);
  return { code, log, outputs: Object.fromEntries(outputs) as Record<string, string> };
}

function withoutToken(run: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(run).filter(([name]) => name !== "GITHUB_TOKEN"));
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => values[name] ?? "");
}

function bash(script: string, env: Readonly<Record<string, string>>): Promise<[code: number, log: string]> {
  return new Promise((resolve, reject) => {
    const { PATH = "", HOME = "" } = process.env;
    const args = ["--noprofile", "--norc", "-e", "-o", "pipefail", script];
    const child = spawn("bash", args, { env: { PATH, HOME, ...env }, cwd: env["GITHUB_WORKSPACE"] });
    let log = "";
    child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve([code ?? 1, log]);
    });
  });
}
