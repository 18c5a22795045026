import { NO_EQUIVALENTS } from "../rule-kit/equivalents.js";
import { defineRule } from "../rule-kit/rule.js";

/** A version of a package from which on something is safe by default. */
export interface VersionLine {
  readonly name: string;
  readonly line: string;
  /** What is unsafe below it. */
  readonly below: string;
  /** The first part of the symbols concerned. */
  readonly root: string;
}

/** The lines that matter, from the libraries' own changelogs and advisories. */
export const VERSION_LINES: readonly VersionLine[] = [
  { name: "torch", line: "2.6", below: "`torch.load` unpickles whole files by default", root: "torch" },
  { name: "pyyaml", line: "5.4", below: "`FullLoader` runs code (CVE-2020-14343)", root: "yaml" },
  {
    name: "numpy",
    line: "1.16.3",
    below: "`numpy.load` unpickles by default (CVE-2019-6446)",
    root: "numpy",
  },
  {
    name: "pyarrow",
    line: "14.0.1",
    below: "Parquet and IPC files can hold pickles (CVE-2023-47248)",
    root: "pyarrow",
  },
  { name: "keras", line: "3.13.2", below: "safe mode can be got round (CVE-2026-1462)", root: "keras" },
  { name: "nltk", line: "3.9", below: "downloaded models are pickles (CVE-2024-39705)", root: "nltk" },
  {
    name: "python-socketio",
    line: "5.14.0",
    below: "servers unpickle what lies in the message queue (CVE-2025-61765)",
    root: "socketio",
  },
  {
    name: "skops",
    line: "0.13.0",
    below: "a file can make skops fall back to joblib (CVE-2025-54886)",
    root: "skops",
  },
  {
    name: "pyfory",
    line: "0.12.3",
    below: "the pickle fallback cannot be switched off (CVE-2025-61622)",
    root: "pyfory",
  },
];

/** Reports manifests that let an unsafe default back in. The analysis of manifests makes its findings. */
export const dependencyFloor = defineRule({
  meta: {
    id: "dependency-floor",
    title: "A requirement that lets an unsafe default back in",
    since: "0.1.0",
    level: "warn",
    balancedLevel: "warn",
    cwe: ["CWE-502"],
    summary:
      "A change of a manifest after which a version below one of the known lines is allowed again (torch 2.6, PyYAML 5.4, numpy 1.16.3, pyarrow 14.0.1, keras 3.13.2, nltk 3.9, python-socketio 5.14.0, skops 0.13.0, pyfory 0.12.3). With a call in the repository that it exposes, it blocks.",
    danger:
      "Code that was safe by a default is no longer, wherever the old version gets installed. Whoever can replace a file that such code loads runs code with the rights of its process.",
    alternatives: [
      {
        need: "an older version for another reason",
        use: "the explicit safe argument at every call, before the bound is lowered",
        url: "https://docs.pytorch.org/docs/stable/generated/torch.load.html",
      },
    ],
    bad: "# requirements.txt: torch>=2.6 becomes torch>=2.0\n",
    good: "# requirements.txt: torch>=2.6 stays\n",
    safeWhen: "Every call names the safe argument itself.",
    cves: ["CVE-2025-32434"],
    equivalents: NO_EQUIVALENTS,
  },
  symbols: [],
  ofChanges: true,
  check: () => [],
});
