import { parse } from "yaml";

import { decidePolicy } from "../app/decide-policy.js";
import { UsageError, type Io } from "./io.js";
import { clientOfApp, clientWithToken, explainFailure } from "./ask-github.js";
import type { GitHubClient } from "../github/client.js";
import { diagnose } from "../github/diagnose.js";
import type { Facts } from "../github/diagnosis.js";
import { readInstallation, readRepository } from "../github/read-repository.js";
import { readWorkflows } from "../github/read-workflows.js";
import { POLICY_PATH } from "../policy/policy.js";
import { visible } from "../report/escape.js";
import { apiUrlOf, readPrivateKey } from "../server/settings.js";

/**
 * `no-pickle doctor`: says what stands between a repository and working reviews. With the app's key (`APP_ID`,
 * `PRIVATE_KEY`) it looks at everything, with `GITHUB_TOKEN` at what does not belong to the app.
 * Exit code 0 if nothing is to be done, 1 if something is.
 */
export async function doctorCommand(io: Io, target: string): Promise<number> {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(target) ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UsageError(`"${visible(target)}" is no repository: write OWNER/REPO`);
  }
  const facts = await gather(io, { owner, repo }).catch(
    explainFailure(target, io.env["APP_ID"] ? "APP_ID with PRIVATE_KEY" : "GITHUB_TOKEN"),
  );
  const found = diagnose(facts);
  const labels = { ok: "ok     ", fix: "fix    ", unknown: "unknown" };
  for (const { kind, text } of found) io.out(`${labels[kind]}  ${visible(text)}\n`);
  return found.some(({ kind }) => kind === "fix") ? 1 : 0;
}

async function gather(io: Io, place: { readonly owner: string; readonly repo: string }): Promise<Facts> {
  const { env } = io;
  const repository = `${place.owner}/${place.repo}`;
  const base = { repository, needed: neededGrant(io.appManifest()) };
  const baseUrl = apiUrlOf(env["GHE_HOST"], env["GHE_PROTOCOL"]) ?? "https://api.github.com";
  if (env["APP_ID"]) {
    const appId = Number(env["APP_ID"]);
    const privateKey = readPrivateKey(env["PRIVATE_KEY"], env["PRIVATE_KEY_PATH"]);
    const credentials = { appId, privateKey, baseUrl };
    const known = await readInstallation(clientOfApp(io, credentials), place);
    const { app, installation, installationId } = known;
    const isOpen = installationId !== null && installation !== "none" && !installation.isSuspended;
    if (isOpen) {
      return {
        ...base,
        app,
        installation,
        ...(await ofRepository(clientOfApp(io, credentials, installationId), place, appId)),
      };
    }
    const unseen = { branch: "the default branch", branchRules: null, requiredChecks: [], workflows: null };
    const policy = { kind: "none" } as const;
    return { ...base, app, installation, ...unseen, policy };
  }
  const token = env["GITHUB_TOKEN"] ?? "";
  if (token === "")
    throw new UsageError("set APP_ID and PRIVATE_KEY (to look at everything), or GITHUB_TOKEN");
  const client = clientWithToken(io, token, env["GITHUB_API_URL"] ?? baseUrl);
  return { ...base, app: null, installation: null, ...(await ofRepository(client, place, null)) };
}

async function ofRepository(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  appId: number | null,
): Promise<Omit<Facts, "repository" | "needed" | "app" | "installation">> {
  const { policyFiles, headSha, branch, branchRules, requiredChecks } = await readRepository(
    client,
    place,
    appId,
  );
  const workflows = headSha === null ? [] : await readWorkflows(client, place, headSha);
  const seen = { branch, branchRules, requiredChecks, workflows };
  if (!policyFiles.own && !policyFiles.organization) return { ...seen, policy: { kind: "none" } };
  const { policy, policyProblems, policySource } = decidePolicy(policyFiles, undefined);
  const holder = policySource.kind === "organization" ? `${place.owner}/.github` : branch;
  const where = `${holder} (${POLICY_PATH})`;
  return {
    ...seen,
    policy:
      policyProblems.length > 0
        ? { kind: "broken", where, problems: policyProblems }
        : { kind: "valid", where, dashboard: policy.dashboard },
  };
}

/** What the app needs: its manifest says it. */
function neededGrant(yaml: string): Facts["needed"] {
  const manifest = parse(yaml) as {
    readonly default_permissions: Record<string, string>;
    readonly default_events: readonly string[];
  };
  return { permissions: manifest.default_permissions, events: manifest.default_events };
}
