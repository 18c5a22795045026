import { parse } from "yaml";

/** A job that runs the Action, or `no-pickle ci`, as its workflow has it. */
export interface ActionJob {
  /** The name that its check has. */
  readonly check: string;
  /** The Action with its ref; null where the job calls the command. */
  readonly uses: string | null;
  /** The events of the workflow. */
  readonly events: readonly string[];
  /** Events of pull requests that only some branches or paths set off. */
  readonly narrowed: readonly string[];
  /** What its token may do: a level by name, or null where the repository's setting decides. */
  readonly permissions: Readonly<Record<string, string>> | "read-all" | "write-all" | null;
  /** Whether it takes another token than that of the run. */
  readonly hasOwnToken: boolean;
  /** What the Action is to write. */
  readonly post: string;
  /** Whether it is to keep an issue up to date. */
  readonly dashboard: boolean;
  readonly checksOut: boolean;
  /** Whether it passes although the step fails. */
  readonly goesOn: boolean;
}

/** The jobs of a workflow that run the Action; null where the text is no workflow. */
export function actionJobs(text: string): readonly ActionJob[] | null {
  const workflow = mapping(parsed(text));
  if (!workflow || !mapping(workflow["jobs"])) return null;
  const events = mapping(workflow["on"]);
  const names = events ? Object.keys(events) : listed(workflow["on"]);
  const narrowed = Object.entries(events ?? {})
    .filter(([name, filter]) => name.startsWith("pull_request") && narrows(mapping(filter)))
    .map(([name]) => name);
  return Object.entries(mapping(workflow["jobs"]) ?? {}).flatMap(([id, value]) => {
    const job = mapping(value) ?? {};
    const steps = listedMappings(job["steps"]);
    const step = steps.find(runsIt);
    if (!step) return [];
    const inputs = mapping(step["with"]) ?? {};
    return {
      check: typeof job["name"] === "string" ? job["name"] : id,
      uses: typeof step["uses"] === "string" ? step["uses"] : null,
      events: names,
      narrowed,
      permissions: permissionsOf(job["permissions"] ?? workflow["permissions"]),
      hasOwnToken:
        typeof inputs["token"] === "string" && !/github\.token|secrets\.GITHUB_TOKEN/.test(inputs["token"]),
      dashboard: String(inputs["dashboard"]) === "true" || String(step["run"]).includes(" --dashboard"),
      post: typeof inputs["post"] === "string" ? inputs["post"] : "review",
      checksOut: steps.some(({ uses }) => typeof uses === "string" && /^actions\/checkout@/i.test(uses)),
      goesOn: isOn(job["continue-on-error"]) || isOn(step["continue-on-error"]),
    };
  });
}

/** Whether a step runs the Action, wherever its copy is, or the command by hand. */
function runsIt({ uses, run }: Record<string, unknown>): boolean {
  return (
    (typeof uses === "string" && /^[\w-]+\/no-pickle@/.test(uses)) ||
    (typeof run === "string" && /(?:^|[\s/&|;])no-pickle ci\b/.test(run))
  );
}

const NARROWING = ["branches", "branches-ignore", "paths", "paths-ignore"];

function narrows(filter: Record<string, unknown> | null): boolean {
  return NARROWING.some((key) => filter?.[key] !== undefined);
}

function isOn(value: unknown): boolean {
  return value !== undefined && value !== false && value !== null;
}

function permissionsOf(value: unknown): ActionJob["permissions"] {
  if (value === "read-all" || value === "write-all") return value;
  const levels = mapping(value);
  if (!levels) return null;
  return Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, String(level)]));
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return null;
  }
}

function mapping(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function listed(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string");
}

function listedMappings(value: unknown): Record<string, unknown>[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map(mapping).filter((item) => item !== null);
}
