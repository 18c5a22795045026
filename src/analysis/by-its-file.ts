import type { Artifact } from "../artifacts/artifact.js";
import type { FileModel } from "../python/file-model.js";
import { pathsNamed } from "../python/files-read.js";
import { code } from "../rule-kit/artifact-signs.js";
import type { Rule, RuleFinding } from "../rule-kit/rule.js";

/** What a file does when it is loaded, by its path; null where it was not looked at. */
export type ArtifactAt = (path: string) => Artifact | null;

/**
 * Judges a load by the file that it names: the message says what that file runs, and a load of a file that was looked at and
 * is harmless weighs one less. A file that was not looked at changes nothing.
 */
export function byItsFile(
  model: FileModel,
  rule: Rule,
  found: RuleFinding,
  artifactAt: ArtifactAt,
): RuleFinding {
  const { data, message } = found;
  const level = found.level ?? rule.meta.level;
  if (!data || level === "note") return found;
  const read = pathsNamed(model, data).flatMap((path) => {
    const artifact = artifactAt(path);
    return artifact ? [{ path, artifact }] : [];
  });
  const worst = read.find(({ artifact }) => artifact.verdict === "dangerous") ?? read[0];
  if (!worst) return found;
  const { path, artifact } = worst;
  const named = code(path);
  const [sign] = artifact.signs;
  switch (artifact.verdict) {
    case "dangerous": {
      const what =
        sign === undefined || sign.call === null
          ? `is not safe: ${sign?.says ?? ""}`
          : `calls ${code(sign.call)}, ${sign.says}`;
      return { ...found, level: "block", message: `${message} The file ${named} ${what}.` };
    }
    case "inert":
    case "allowlisted":
      return {
        ...found,
        level: level === "block" ? "warn" : "note",
        message: `${message} The file ${named} was looked at: it holds ${artifact.holds ?? "plain data"}, and runs nothing as it is now.`,
      };
    case "unknown": {
      const what = sign?.symbol
        ? `looks up ${code(sign.symbol)}, ${sign.says}`
        : `is not known to be harmless: ${sign?.says ?? ""}`;
      return { ...found, message: `${message} The file ${named} ${what}.` };
    }
    case "opaque":
    case "unparsable":
      return { ...found, message: `${message} What is in the file ${named} could not be told.` };
    case null:
      return found;
  }
}
