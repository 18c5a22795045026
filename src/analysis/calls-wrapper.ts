import type { AnalysisTools } from "./analysis-tools.js";
import { projectNames } from "./project-names.js";
import { mayReachThrough, takesMembersByName, withNormalNames } from "./sieve.js";

/** Whether the text may name what another file wraps or gives on: no other word need tell then. */
export function callsWrapper(path: string, text: string, tools: AnalysisTools): boolean {
  const project = tools.repository ? projectNames(path, text, tools.repository, tools.parse) : null;
  if (project === null) return false;
  const names = [...project.wrapperNames(), ...project.sinkNames()];
  const modules = project.moduleNames();
  if (names.length === 0 && modules.size === 0) return false;
  const normal = withNormalNames(text);
  return (
    takesMembersByName(normal) ||
    names.some((name) => normal.includes(name)) ||
    mayReachThrough(normal, modules)
  );
}
