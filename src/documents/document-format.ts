/** How a document is read. */
export type DocumentFormat =
  | "yaml"
  | "json"
  | "toml"
  | "sections"
  | "variables"
  | "docker"
  | "shell"
  | "make"
  | "processes"
  | "groovy"
  | "blocks"
  | "chunks"
  | "sql";

const BY_ENDING: ReadonlyMap<string, DocumentFormat> = new Map([
  ...named("yaml", "yml yaml"),
  ...named("json", "json jsonc json5 code-workspace"),
  ...named("toml", "toml"),
  ...named("sections", "ini cfg conf cnf service timer"),
  ...named("variables", "env properties"),
  ...named("shell", "sh bash zsh ksh dash bats envrc bat cmd ps1 psm1 fish csh tcsh nu cron crontab"),
  ...named("shell", "sbatch slurm pbs lsf"),
  ...named("blocks", "tf tfvars hcl nomad tofu"),
  ...named("make", "mk mak make just"),
  ...named("docker", "dockerfile"),
  ...named("groovy", "jenkinsfile groovy"),
  ...named("chunks", "qmd rmd"),
  ...named("sql", "sql"),
]);

const BY_NAME: readonly (readonly [RegExp, DocumentFormat])[] = [
  [/^(?:.*[.-])?(?:Docker|Container)file(?:[.-].*)?$/i, "docker"],
  [/^\.(?:env|flaskenv)(?:[.-].*)?$/, "variables"],
  [/^(?:GNU)?makefile(?:\..*)?$/i, "make"],
  [/^\.?justfile$/i, "make"],
  [/^Procfile(?:\..*)?$/, "processes"],
  [/^Jenkinsfile(?:\..*)?$/, "groovy"],
  [/^\.?(?:envrc|bashrc|bash_profile|bash_aliases|zshrc|zshenv|zprofile|profile|crontab)$/, "shell"],
  [/^\.(?:flake8|coveragerc|pylintrc|pypirc)$/, "sections"],
  [/^(?:Pipfile|pdm\.lock|poetry\.lock|uv\.lock)$/, "toml"],
  [/^entry_points\.txt$/, "sections"],
];

/** It is looked at in a way of its own. */
const POLICY = ".github/no-pickle.yml";
/** What tools write, and nobody else. */
const MADE_BY_TOOLS =
  /^(?:package-lock|npm-shrinkwrap|tsconfig[\w.-]*|composer\.lock|pnpm-lock)\.(?:json|ya?ml)$|\.(?:min|geo)\.?json$|^(?:poetry|uv|pdm)\.lock$/;
/** What a document is made from by filling in. */
const TEMPLATE = /\.(?:j2|jinja2?|tmpl|tpl|template|gotmpl|erb|mustache|dist|example|sample|in)$/i;

/** The format of a document by its name; null for a file of something else. */
export function documentFormat(path: string): DocumentFormat | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (MADE_BY_TOOLS.test(name) || path === POLICY) return null;
  for (const [pattern, format] of BY_NAME) if (pattern.test(name)) return format;
  const plain = name.replace(TEMPLATE, "");
  for (const one of plain === name ? [name] : [plain]) {
    const dot = one.lastIndexOf(".");
    const format = BY_ENDING.get(one.slice(dot + 1).toLowerCase());
    if (dot !== -1 && format) return format;
  }
  return plain === name ? null : (BY_NAME.find(([pattern]) => pattern.test(plain))?.[1] ?? null);
}

/** Whether the first line of a text names a shell. */
export function isShellScript(text: string): boolean {
  return /^#![^\n]*\b(?:ba|da|z|k|a)?sh\b/.test(text.slice(0, 200));
}

function named(format: DocumentFormat, endings: string): [string, DocumentFormat][] {
  return endings.split(" ").map((ending) => [ending, format]);
}
