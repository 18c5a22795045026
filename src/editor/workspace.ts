import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import type { Surroundings } from "../analysis/surroundings.js";
import { decidePolicy, type DecidedPolicy } from "../app/decide-policy.js";
import { baseOf, originOnDisk } from "../cli/base-folder.js";
import { ignoredIn } from "../cli/git-ignored.js";
import { surroundingsOnDisk } from "../cli/surroundings.js";
import { walk } from "../cli/walk.js";
import type { PolicyFile } from "../github/read-policy.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { Settings } from "./task.js";

/** The texts that count in place of those on the disk, and those on the disk. */
export interface Texts {
  /** The version of an open text; undefined where the file is not open. */
  readonly versionOf: (full: string) => number | undefined;
  readonly openPaths: () => Iterable<string>;
  /** The open text, else the one on the disk. */
  readonly read: (full: string) => string | null;
}

/** What is known of the files of a folder, as long as none of the texts changes that it was made from. */
interface World {
  readonly policy: DecidedPolicy;
  readonly surroundings: Surroundings;
  /** The files that were asked for, with the versions that they had. */
  readonly asked: ReadonlyMap<string, number | undefined>;
  readonly contents: number;
}

/** A folder of the workspace, as `no-pickle scan FOLDER` sees it. */
export class Workspace {
  /** The folder that paths are seen from. */
  readonly base: string;
  private readonly root: string;
  private readonly files: Set<string>;
  private readonly texts: Texts;
  private policyTexts: string | null = null;
  private decided: DecidedPolicy | null = null;
  private world: World | null = null;

  private constructor(base: string, root: string, files: ReadonlySet<string>, texts: Texts) {
    this.base = base;
    this.root = root;
    this.files = new Set(files);
    this.texts = texts;
  }

  /**
   * Looks at what there is on the disk.
   * @param root the folder, or a file outside of all folders of the workspace
   */
  static async at(
    root: string,
    isFile: boolean,
    texts: Texts,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Workspace> {
    const base = baseOf(isFile ? dirname(root) : root, root);
    const path = seenFrom(base, root);
    if (isFile) return new Workspace(base, path, new Set([path]), texts);
    const { paths } = await ignoredIn(base, env);
    return new Workspace(
      base,
      path === "" ? "." : path,
      new Set(walk(base, path || ".", paths).paths),
      texts,
    );
  }

  /** The path of a file as policies and reports name it. */
  pathOf(full: string): string {
    return seenFrom(this.base, full);
  }

  /** The policy that counts now. One that is open in the editor counts as it was saved. */
  policy(settings: Settings): { readonly decided: DecidedPolicy; readonly file: string } {
    const file = settings.policy ?? join(this.base, POLICY_PATH);
    const [own, organization] = [
      readOrNull(file),
      settings.organization && readOrNull(settings.organization),
    ];
    const texts = JSON.stringify([own, organization]);
    if (this.decided === null || this.policyTexts !== texts) {
      const isOrganization = settings.policy === null && originOnDisk(this.base)?.isOrganization === true;
      const files = {
        own: fileOf("repository", own),
        organization: fileOf("organization", organization),
        isOrganization,
      };
      this.decided = decidePolicy(files, undefined);
      this.policyTexts = texts;
      this.world = null;
    }
    const isOwn = this.decided.policySource.kind !== "organization";
    return { decided: this.decided, file: isOwn ? file : (settings.organization ?? file) };
  }

  /** What stands around the files, under the policy that counts. */
  around(policy: DecidedPolicy, full: string, contents: number): Surroundings {
    this.know([full, ...this.texts.openPaths()]);
    if (this.world !== null && this.isCurrent(this.world, policy, contents)) return this.world.surroundings;
    const asked = new Map<string, number | undefined>();
    const read = (path: string): string | null => {
      asked.set(path, this.texts.versionOf(path));
      return this.texts.read(path);
    };
    const paths = [...this.files];
    const surroundings = surroundingsOnDisk(this.base, [this.root], paths, policy.policy, read);
    this.world = { policy, surroundings, asked, contents };
    return surroundings;
  }

  private isCurrent(world: World, policy: DecidedPolicy, contents: number): boolean {
    if (world.policy !== policy || world.contents !== contents) return false;
    for (const [path, version] of world.asked) if (this.texts.versionOf(path) !== version) return false;
    return true;
  }

  /** Files that are open and not yet on the disk are there, too. */
  private know(paths: readonly string[]): void {
    for (const full of paths) {
      const path = this.pathOf(full);
      const isBelow = this.root === "." || path === this.root || path.startsWith(`${this.root}/`);
      if (path.startsWith("../") || !isBelow || this.files.has(path)) continue;
      this.files.add(path);
      this.world = null;
    }
  }
}

function seenFrom(base: string, full: string): string {
  return relative(base, resolve(full)).split(sep).join("/");
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function fileOf(kind: "repository" | "organization", text: string | null): PolicyFile | null {
  return text === null ? null : { source: { kind, ref: "", sha: "" }, content: { kind: "text", text } };
}
