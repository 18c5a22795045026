import type { ArtifactAt } from "./by-its-file.js";
import type { Floors } from "../dependencies/floor.js";
import type { Finding } from "../findings/finding.js";
import type { ParsePython } from "../parse/syntax-tree.js";
import type { ReadPolicy } from "../policy/effective-policy.js";
import type { Policy } from "../policy/policy.js";
import type { Repository } from "./repository.js";
import type { SeenTexts } from "./seen-texts.js";

/** What an analysis works with. */
export interface AnalysisTools {
  readonly parse: ParsePython;
  readonly policy: Policy;
  /** The lowest versions of packages that the repository allows; unknown where they are left out. */
  readonly floors?: Floors;
  /** The other files of the repository, where they can be read. */
  readonly repository?: Repository;
  /** The texts of files that the change takes away or moves, by the paths that they had. */
  readonly gone?: ReadonlyMap<string, string>;
  /** The paths of the files that the change changes; unknown where no change is looked at. */
  readonly changed?: ReadonlySet<string>;
  /** The texts that those had before, by the paths that they have now; null for one that is new. */
  readonly before?: ReadonlyMap<string, string | null>;
  /** Whether the text that is looked at is one of before the change. */
  readonly isBefore?: boolean;
  /** What a file of the repository does when it is loaded; null where it was not looked at. */
  readonly artifactAt?: ArtifactAt;
  /** The organization's policy, where there is one: what holds without a file of the repository's own, and its floor. */
  readonly organization?: ReadPolicy | null;
  /** Whether the repository is the one that holds the organization's policy. */
  readonly isOrganization?: boolean;
  /** Of which findings a fix is wanted: of all where it is left out. To prove one takes as long as an analysis. */
  readonly wantsFix?: (finding: Finding) => boolean;
  /** Analyses that were made before. */
  readonly seen?: SeenTexts;
}
