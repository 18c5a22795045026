import type { Artifact } from "../artifacts/artifact.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { artifactOf } from "./analyze-artifact.js";
import type { ArtifactContent } from "./artifact-file.js";
import type { ArtifactAt } from "./by-its-file.js";

/** Looks at files when they are asked for, each once. */
export function artifactsAmong(
  contents: ReadonlyMap<string, ArtifactContent>,
  policy: AnalysisTools["policy"],
): ArtifactAt {
  const known = new Map<string, Artifact>();
  return (path) => {
    const content = contents.get(path);
    if (content === undefined) return null;
    const artifact = known.get(path) ?? artifactOf(path, content, { policy });
    known.set(path, artifact);
    return artifact;
  };
}
