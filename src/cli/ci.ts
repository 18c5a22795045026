import { readFileSync } from "node:fs";

import { steadily } from "../github/steady-requests.js";
import { sealOf } from "../review/seal.js";
import { clientWithToken, explainFailure } from "./ask-github.js";
import { placeOf, targetOf } from "./ci-event.js";
import { reportExamined, reportUnexamined, type CiFiles, type CiOptions } from "./ci-report.js";
import { runCi, type CiOutcome, type CiRun } from "./ci-run.js";
import { ciTree } from "./ci-tree.js";
import { UsageError, type Io } from "./io.js";

/**
 * `no-pickle ci`: the same review as the App's in a run of GitHub Actions, without a server and without a checkout. What
 * to look at comes from the event of the run; of one that is about no change it is all that is checked out. Exit code 1 if something blocks, 2 if it could not be looked at.
 */
export async function ciCommand(io: Io, options: CiOptions): Promise<number> {
  const files: CiFiles = { outputs: io.env["GITHUB_OUTPUT"], summary: io.env["GITHUB_STEP_SUMMARY"] };
  try {
    if (WITHOUT_A_CHANGE.has(io.env["GITHUB_EVENT_NAME"] ?? ""))
      return await ciTree(io, { ...files, ...options });
    const outcome = await examine(io, options);
    if (outcome.kind !== "examined") return reportUnexamined(io, outcome, files);
    return reportExamined(io, outcome, { ...files, ...options });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    reportUnexamined(io, { kind: "stale", why }, files);
    throw error;
  }
}

/** Events of runs that are not about a change: everything is looked at. */
const WITHOUT_A_CHANGE: ReadonlySet<string> = new Set(["schedule", "workflow_dispatch"]);

async function examine(io: Io, { post }: CiOptions): Promise<CiOutcome> {
  const { env } = io;
  const event = needed(io, "GITHUB_EVENT_NAME");
  const payload = payloadIn(needed(io, "GITHUB_EVENT_PATH"));
  const place = placeOf(payload);
  const target = targetOf(event, payload);
  if (!place || !target) {
    throw new UsageError(
      `ci looks at changes, and the event "${event}" brings none: for a whole tree use no-pickle scan on a checkout`,
    );
  }
  const token = env["GITHUB_TOKEN"] ?? "";
  if (token === "") throw new UsageError("GITHUB_TOKEN is not set: give the step the token of the run");
  const client = clientWithToken(io, token, env["GITHUB_API_URL"] ?? "https://api.github.com");
  client.hook.wrap(
    "request",
    steadily({
      onRequest: () => undefined,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }),
  );
  const secret = env["NO_PICKLE_SECRET"] ?? "";
  const run: CiRun = {
    io,
    client,
    place,
    seal: sealOf(secret === "" ? [] : [secret]),
    baseUrl: addressIn(env["BASE_URL"] ?? ""),
    posts: post === "review",
  };
  return runCi(run, target).catch(explainFailure(`${place.owner}/${place.repo}`, "GITHUB_TOKEN"));
}

function needed({ env }: Io, name: string): string {
  const value = env[name] ?? "";
  if (value === "") throw new UsageError(`${name} is not set: ci runs in GitHub Actions`);
  return value;
}

function addressIn(text: string): string | null {
  if (text === "") return null;
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new UsageError(
    "BASE_URL (the input base-url) must be an address, like https://no-pickle.example.com",
  );
}

function payloadIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  } catch {
    throw new UsageError(`the event in ${path} cannot be read`);
  }
}
