import type { Floors } from "../dependencies/floor.js";
import type { ArtifactAt } from "./by-its-file.js";
import { artifactsNamedIn } from "./named-artifacts.js";
import type { Policy } from "../policy/policy.js";
import type { FileKind } from "./file-kind.js";
import { perRepository, type Repository } from "./repository.js";
import type { SourceAnalysis } from "./source-analysis.js";
import { MAX_HOPS, modulesOf } from "./surroundings.js";
import { TextVersions } from "./text-versions.js";

/** What an analysis depends on besides the file itself. */
interface Around {
  readonly policy: Policy;
  readonly floors?: Floors;
  readonly repository?: Repository;
  readonly artifactAt?: ArtifactAt;
  readonly changed?: ReadonlySet<string>;
  readonly before?: ReadonlyMap<string, string | null>;
  readonly isBefore?: boolean;
}

/** All that an analysis depends on besides the text. Compared as a whole: cheaper than hashing it, and exact. */
interface Circumstances {
  readonly kind: FileKind;
  readonly policy: string;
  readonly floors: string;
  /** The files that are known, and the versions of those that this one imports or runs, and that those do. */
  readonly paths: string;
  readonly modules: string;
  /** Which of the files the change changes. */
  readonly changed: string;
  /** The texts that those had before, where the text is one of then. */
  readonly before: string;
  /** What the files do that this one may load. */
  readonly artifacts: string;
}

interface Seen extends Circumstances {
  readonly text: string;
  readonly size: number;
  readonly analysis: SourceAnalysis;
}

/**
 * A cache of analyses, by path: a push to a pull request mostly changes few of its files, and the base side of none. When
 * it is full, what was used least recently is dropped.
 */
export class SeenTexts {
  private readonly byPath = new Map<string, Seen[]>();
  private readonly room: number;
  private readonly versions: TextVersions;
  private size = 0;

  /**
   * @param room how many characters are kept at most, of texts, of what is around them and of what was found; as many again
   *   are kept of the files that others import
   */
  constructor(room: number) {
    this.room = room;
    this.versions = new TextVersions(room);
  }

  /** The analysis of a text: the one that was made in the same circumstances before, else the one that `analyze` makes. */
  analysisOf(
    path: string,
    kind: FileKind,
    text: string,
    around: Around,
    analyze: () => SourceAnalysis,
  ): SourceAnalysis {
    // The imports of a notebook cannot be read off its JSON, nor those of programs off a document.
    if (kind === "notebook" || kind === "document") return analyze();
    const now = circumstances(path, kind, text, around, this.versions);
    const entries = this.byPath.get(path) ?? [];
    const seen = entries.find((one) => one.text === text && isSame(one, now));
    if (seen) {
      this.toEnd(path, entries);
      return seen.analysis;
    }
    const analysis = withoutTree(analyze());
    // Findings count too: a short text can have many.
    const size = text.length + JSON.stringify([now, analysis]).length;
    if (size <= this.room) {
      this.toEnd(path, [...entries, { ...now, text, size, analysis }]);
      this.size += size;
      this.makeRoom();
    }
    return analysis;
  }

  /** Moves entries to the end of the map, whose beginning is dropped first. */
  private toEnd(path: string, entries: Seen[]): void {
    this.byPath.delete(path);
    this.byPath.set(path, entries);
  }

  private makeRoom(): void {
    for (const [oldest, gone] of this.byPath) {
      if (this.size <= this.room) return;
      this.byPath.delete(oldest);
      this.size -= gone.reduce((sum, { size }) => sum + size, 0);
    }
  }
}

function circumstances(
  path: string,
  kind: FileKind,
  text: string,
  { policy, floors, repository, artifactAt, changed, before, isBefore }: Around,
  versions: TextVersions,
): Circumstances {
  return {
    kind,
    policy: JSON.stringify(policy),
    floors: JSON.stringify([...(floors ?? [])]),
    paths: repository ? pathsOf(repository).joined : "",
    changed: [...(changed ?? [])].sort().join("\0"),
    before: [...((isBefore && before) || [])]
      .map(([file, old]) => `${file}\0${String(versions.of(file, old ?? ""))}`)
      .join("\0"),
    modules: repository ? versionsAround(path, text, repository, versions) : "",
    artifacts: artifactAt
      ? JSON.stringify(artifactsNamedIn(path, text).map((one) => briefly(artifactAt(one))))
      : "",
  };
}

function briefly(artifact: ReturnType<ArtifactAt>): unknown {
  return artifact && [artifact.verdict, artifact.holds, artifact.signs[0] ?? null];
}

const pathsOf = perRepository(({ paths }) => ({ joined: [...paths].sort().join("\0") }));

/** The files that are reached from a text, each with its version. */
function versionsAround(path: string, text: string, repository: Repository, versions: TextVersions): string {
  const modules = modulesIn(repository);
  const reached = new Set<string>();
  let added = modulesOf([{ path, head: text }], repository.has);
  for (let hops = 0; hops < MAX_HOPS && added.length > 0; hops++) {
    for (const file of added) reached.add(file);
    added = added.flatMap((file) => modules(file)).filter((file) => !reached.has(file));
  }
  return [...reached]
    .map((file) => `${file}\0${String(versions.of(file, repository.read(file) ?? ""))}`)
    .join("\0");
}

/** What each file of a repository imports or runs, read off once. */
const modulesIn = perRepository((repository) => {
  const known = new Map<string, readonly string[]>();
  return (file: string): readonly string[] => {
    const own =
      known.get(file) ?? modulesOf([{ path: file, head: repository.read(file) ?? "" }], repository.has);
    known.set(file, own);
    return own;
  };
});

function isSame(a: Circumstances, b: Circumstances): boolean {
  return (
    a.kind === b.kind &&
    a.policy === b.policy &&
    a.floors === b.floors &&
    a.paths === b.paths &&
    a.artifacts === b.artifacts &&
    a.changed === b.changed &&
    a.before === b.before &&
    a.modules === b.modules
  );
}

/** Copies edits without their nodes, which would keep the whole tree alive. */
function withoutTree(analysis: SourceAnalysis): SourceAnalysis {
  const candidates = analysis.candidates.map((candidate) => ({
    ...candidate,
    fixes: candidate.fixes.map(({ edits, ...fix }) => ({
      ...fix,
      edits: edits.map(({ span: { start, end }, text }) => ({ span: { start, end }, text })),
    })),
  }));
  return { ...analysis, candidates };
}
