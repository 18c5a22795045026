import type { AnalysisTools } from "./analysis-tools.js";
import type { Repository } from "./repository.js";

/** The tools for a text of before a change, which could import what is gone since. */
export function toolsBefore(tools: AnalysisTools): AnalysisTools {
  const { repository, gone } = tools;
  return { ...tools, isBefore: true, ...(repository && gone && { repository: withGone(repository, gone) }) };
}

function withGone(repository: Repository, gone: ReadonlyMap<string, string>): Repository {
  if (gone.size === 0) return repository;
  const known = made.get(gone);
  if (known?.of === repository) return known.whole;
  const whole: Repository = {
    paths: [...repository.paths, ...gone.keys()],
    has: (path) => repository.has(path) || gone.has(path),
    read: (path) => repository.read(path) ?? gone.get(path) ?? null,
  };
  made.set(gone, { of: repository, whole });
  return whole;
}

/** Made once, since what is found out of a repository is kept beside it. */
const made = new WeakMap<
  ReadonlyMap<string, string>,
  { readonly of: Repository; readonly whole: Repository }
>();
