import type { AnalysisTools } from "./analysis-tools.js";
import { filesThatGive } from "./module-names.js";
import { projectNames } from "./project-names.js";
import { withNormalNames } from "./normal-names.js";
import { handsLoadingModuleOn } from "./sieve.js";
import { usesNames } from "./uses-names.js";

/** Whether the text may name what another file wraps or gives on: no other word need tell then. */
export function callsWrapper(path: string, text: string, tools: AnalysisTools): boolean {
  const project = tools.repository
    ? projectNames(path, text, filesThatGive(tools.repository, tools.parse))
    : null;
  if (project === null) return false;
  const normal = withNormalNames(text);
  const given = {
    sinks: project.sinkNames(),
    wrappers: project.wrapperNames(),
    modules: project.moduleNames(),
  };
  if (usesNames(normal, given)) return true;
  return handsLoadingModuleOn(normal) && project.anyCallsOnUnknown(["load", "load_all", "unsafe_load"]);
}
