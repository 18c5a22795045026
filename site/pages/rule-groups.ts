import type { Rule } from "../../src/rule-kit/rule.js";

/** Rules that are shown together. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** Titles, and which rules go below them; the first that fits counts. */
const GROUPS: readonly (readonly [string, (rule: Rule) => boolean])[] = [
  ["Files that a change brings in", ({ checkArtifact }) => checkArtifact !== undefined],
  [
    "What a change weakens",
    ({ subject, checkManifest, checkLine, meta }) =>
      subject === "policy" ||
      subject === "suppression" ||
      !!checkManifest ||
      !!checkLine ||
      meta.id.includes("switch"),
  ],
  [
    "YAML and settings",
    ({ meta }) => /yaml|ruamel|omegaconf|hydra|logging|dynamic-instantiate/.test(meta.id),
  ],
  [
    "torch, keras and models",
    ({ meta }) => /torch|keras|tf-|mlflow|skops|trust-remote|weights|joblib|nltk/.test(meta.id),
  ],
  [
    "numpy, pandas and data",
    ({ meta }) => /numpy|pandas|pyarrow|sqlalchemy|library-pickled-data/.test(meta.id),
  ],
  [
    "Queues, sessions, networks",
    ({ meta }) =>
      /celery|kombu|^rq-|apscheduler|airflow|zmq|multiprocessing|mpi4py|pyro|rpyc|twisted|cluster|session|cache|serializer|distributed/.test(
        meta.id,
      ),
  ],
  ["Language models and agents", ({ meta }) => /langchain|langgraph|dspy/.test(meta.id)],
  [
    "Ways round a look",
    ({ meta }) =>
      /dynamic-access|unproven|fallback|handed-on|monkeypatch|wrapper|shadow|restricted|eval|unreadable/.test(
        meta.id,
      ),
  ],
  ["Pickle and its kin", ({ meta }) => /pickle|dill|marshal|shelve|reduce|fory/.test(meta.id)],
];

const OTHERS = "Others";

/** All rules in groups, the most general first. */
export function groupRules(rules: readonly Rule[]): RuleGroup[] {
  const titleOf = (rule: Rule): string => GROUPS.find(([, fits]) => fits(rule))?.[0] ?? OTHERS;
  const titles = ["Pickle and its kin", ...GROUPS.map(([title]) => title), OTHERS];
  return [...new Set(titles)].flatMap((title) => {
    const own = rules.filter((rule) => titleOf(rule) === title);
    return own.length > 0 ? [{ title, rules: own }] : [];
  });
}
