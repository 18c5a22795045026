import type { AnalysisTools } from "./analysis-tools.js";
import { filesThatGive } from "./module-names.js";
import { projectNames } from "./project-names.js";
import { withNormalNames } from "./normal-names.js";
import { usesNames } from "./uses-names.js";

/** Whether the text may name what another file wraps or gives on: no other word need tell then. */
export function callsWrapper(path: string, text: string, tools: AnalysisTools): boolean {
  const project = tools.repository
    ? projectNames(path, text, filesThatGive(tools.repository, tools.parse))
    : null;
  if (project === null) return false;
  return usesNames(withNormalNames(text), {
    sinks: project.sinkNames(),
    wrappers: project.wrapperNames(),
    modules: project.moduleNames(),
  });
}
