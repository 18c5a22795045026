import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { artifactOf } from "../analysis/analyze-artifact.js";
import type { ArtifactContent } from "../analysis/artifact-file.js";
import { artifactContent, isArtifactPath, MAX_ARTIFACT } from "../analysis/artifact-file.js";
import type { ArtifactAt } from "../analysis/by-its-file.js";
import { decodeText } from "../analysis/decode.js";
import { artifactsNamedIn } from "../analysis/named-artifacts.js";
import type { Repository } from "../analysis/repository.js";
import {
  MAX_HOPS,
  MAX_SURROUNDING,
  modulesOf,
  surroundingPaths,
  surroundingsOf,
  type Looked,
  type Surroundings,
} from "../analysis/surroundings.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { mayInstall } from "../dependencies/installs.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { documentFormat } from "../documents/document-format.js";
import { VERSION_LINES } from "../dependencies/version-lines.js";
import type { AnalysisTools } from "../analysis/analysis-tools.js";
import type { Artifact } from "../artifacts/artifact.js";
import type { Policy } from "../policy/policy.js";
import { openFile } from "./file-view.js";
import { fetchObjects, promisorOf, type Git } from "./git.js";
import { readObjects, regularFiles } from "./git-objects.js";

/** The largest file, in bytes, that is read for the sake of others. */
const MAX_BYTES = 5 * 1024 * 1024;
/** How much is read of all files around a change, in UTF-16 units. */
const MAX_AROUND = 40 * 1024 * 1024;

/** Where to read what stands around files; plain values, which another thread can be sent. */
export type Around =
  /** Files of a folder, by their paths from it. */
  | {
      readonly kind: "disk";
      readonly folder: string;
      readonly roots: readonly string[];
      readonly paths: readonly string[];
      readonly gone?: ReadonlyMap<string, string>;
      readonly before?: AnalysisTools["before"];
    }
  | {
      readonly kind: "texts";
      readonly texts: ReadonlyMap<string, string>;
      /** The texts of files that the change takes away or moves, by the paths that they had. */
      readonly gone?: ReadonlyMap<string, string>;
      /** Of a change, the texts that its files had before, by the paths that they have now; null for one that is new. */
      readonly before?: AnalysisTools["before"];
      readonly artifacts: ReadonlyMap<string, Artifact>;
    };

/** What stands there. */
export function surroundingsFrom(
  around: Around,
  policy: Policy,
): Surroundings & Pick<AnalysisTools, "changed" | "before"> {
  const { gone = new Map(), before } = around;
  const change = { gone, ...(before && { before, changed: new Set(before.keys()) }) };
  if (around.kind === "disk")
    return { ...surroundingsOnDisk(around.folder, around.roots, around.paths, policy), ...change };
  const { texts, artifacts } = around;
  return { ...surroundingsOf(texts), ...change, artifactAt: (path) => artifacts.get(path) ?? null };
}

/**
 * What stands around the files of a scan: the scanned files themselves, and the manifests of the folders they are in.
 * @param read the text of a file by its full path; null where there is none
 */
export function surroundingsOnDisk(
  cwd: string,
  roots: readonly string[],
  files: readonly string[],
  policy: Policy,
  read: (full: string) => string | null = readText,
): Surroundings {
  const known = new Set(files);
  const repository: Repository = {
    paths: files,
    has: (path) => known.has(path),
    read: (path) => read(resolve(cwd, path)),
  };
  const manifests = new Map<string, string>();
  for (const folder of new Set(roots.flatMap((root) => foldersAbove(cwd, root)))) {
    for (const path of [...list(resolve(cwd, folder)), ...list(resolve(cwd, folder, "requirements"))]) {
      const text = isManifest(path) ? read(path) : null;
      if (text !== null) manifests.set(path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path, text);
    }
  }
  const artifactAt = artifactsOnDisk(cwd, known, policy);
  return { repository, floors: floorsOf(manifests), artifactAt };
}

/** Looks at files when they are asked for, each once. */
function artifactsOnDisk(cwd: string, known: ReadonlySet<string>, policy: Policy): ArtifactAt {
  const looked = new Map<string, Artifact | null>();
  return (path) => {
    if (!known.has(path) || !isArtifactPath(path)) return null;
    const before = looked.get(path);
    if (before !== undefined) return before;
    const file = openFile(resolve(cwd, path));
    const artifact = file && artifactOf(path, file.view, { policy });
    file?.close();
    looked.set(path, artifact);
    return artifact;
  };
}

/** A folder (of a file, the one that holds it) and the folders above it, up to the root of the repository. */
function foldersAbove(cwd: string, root: string): string[] {
  const start = resolve(cwd, root);
  let folder = statSync(start, { throwIfNoEntry: false })?.isDirectory() ? start : dirname(start);
  const folders = [folder];
  while (folders.length < 20 && !existsSync(join(folder, ".git")) && dirname(folder) !== folder) {
    folder = dirname(folder);
    folders.push(folder);
  }
  // Outside of a repository the folders above do not belong to the project.
  return existsSync(join(folder, ".git")) ? folders : folders.slice(0, 1);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The text of a file on the disk that is read for the sake of others; null where there is none, or it is too large. */
export function readText(path: string): string | null {
  try {
    if (statSync(path).size > MAX_BYTES) return null;
    const decoded = decodeText(readFileSync(path));
    return decoded.ok ? decoded.text : null;
  } catch {
    return null;
  }
}

/**
 * What stands around the files of a diff, at its head; `commit` null means the index.
 * @param changed the files of the diff that may run something when they are loaded
 */
export async function aroundInGit(
  git: Git,
  commit: string | null,
  { heads: files, bases }: { readonly heads: readonly Looked[]; readonly bases: readonly Looked[] },
  changed: ReadonlyMap<string, ArtifactContent>,
  policy: Policy,
): Promise<Around> {
  const args =
    commit === null
      ? ["ls-files", "-z", "--stage", "--full-name"]
      : ["ls-tree", "-r", "-z", "--full-tree", commit];
  const listed = (await git.run(args)).toString("utf8").split("\0");
  // `MODE [blob] NAME [STAGE]<tab>PATH`
  const known = new Map(
    listed.flatMap((line): [string, string][] => {
      const [, object, path] = /([0-9a-f]{40,64})(?: \d)?\t([^]*)$/.exec(line) ?? [];
      return object === undefined || path === undefined ? [] : [[path, object]];
    }),
  );
  const all = [...known.keys()];
  const remote = await promisorOf(git);
  // To look through all files would fetch each of them.
  const isAsked =
    remote === null &&
    files.some(({ path, head }) => isManifest(path) || (documentFormat(path) !== null && mayInstall(head)));
  const users = isAsked ? await pathsNaming(git, commit) : [];
  const near = surroundingPaths([...files, ...bases], all, (path) => known.has(path));
  const wanted = [...new Set([...near, ...users])].filter(
    (path) => !files.some((file) => file.path === path),
  );
  if (remote !== null) {
    const objects = wanted.flatMap((path) => known.get(path) ?? []);
    await fetchObjects(git, remote, objects);
  }
  const name = (path: string): string => `${commit ?? ""}:${path}`;
  const texts = new Map(files.map(({ path, head }) => [path, head]));
  let room = MAX_AROUND;
  let next = wanted;
  for (let hop = 1; next.length > 0 && room > 0; hop++) {
    const read: Looked[] = [];
    const contents = await readObjects(git, next.map(name), MAX_BYTES);
    for (const path of next) {
      const content = contents.get(name(path));
      const decoded = Buffer.isBuffer(content) && room > 0 ? decodeText(content) : null;
      if (!decoded?.ok) continue;
      room -= decoded.text.length;
      texts.set(path, decoded.text);
      read.push({ path, head: decoded.text });
    }
    const further = hop < MAX_HOPS ? modulesOf(read, (path) => known.has(path)) : [];
    next = further.filter((path) => !texts.has(path)).slice(0, MAX_SURROUNDING);
  }
  const loaded = files
    .flatMap(({ path, head }) => artifactsNamedIn(path, head))
    .filter((path) => known.has(path) && !changed.has(path));
  const regular = [...(await regularFiles(git, commit, [...new Set(loaded)].slice(0, MAX_LOADED)))];
  const bytes = await readObjects(git, regular.map(name), MAX_ARTIFACT);
  const contents = new Map(changed);
  for (const path of regular) contents.set(path, artifactContent(bytes.get(name(path)) ?? "missing"));
  const artifacts = [...contents].map(
    ([path, content]) => [path, artifactOf(path, content, { policy })] as const,
  );
  return { kind: "texts", texts, artifacts: new Map(artifacts) };
}

/** The most files that are read because Python of the change names them. */
const MAX_LOADED = 50;

/** The files that name a package for which rules ask the version: a changed manifest can make calls in them unsafe. */
async function pathsNaming(git: Git, commit: string | null): Promise<string[]> {
  const words = [...new Set(VERSION_LINES.map(({ root }) => root))].flatMap((root) => ["-e", root]);
  try {
    const found = await git.run([
      "grep",
      ...(commit === null ? ["--cached"] : []),
      "-z",
      "-l",
      "-w",
      "-I",
      "--full-name",
      "-F",
      ...words,
      ...(commit === null ? [] : [commit]),
      "--",
      "*.py",
    ]);
    const prefix = commit === null ? "" : `${commit}:`;
    return found
      .toString("utf8")
      .split("\0")
      .filter((path) => path !== "")
      .map((path) => path.slice(prefix.length))
      .slice(0, MAX_USERS);
  } catch {
    // `git grep` exits with 1 where it finds nothing.
    return [];
  }
}

const MAX_USERS = 200;
