import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/** An instruction of a Dockerfile with what stands behind it. */
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, without comments, lines put together. */
export function instructionsOf(text: string): Instruction[] {
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line));
  return lines
    .join("\n")
    .replace(/\\\n/g, " ")
    .split("\n")
    .flatMap((line) => {
      const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
      return name === "" ? [] : [{ name, rest }];
    });
}

/**
 * Copies what a build is sent: the files that git knows of, and new ones, as far as `.dockerignore` lets them through. It
 * has to be of the form that this project's has: all is left out, but for some names.
 */
export function buildContext(root: string, folder: string): void {
  const [first, ...names] = readFileSync(join(root, ".dockerignore"), "utf8").trim().split("\n");
  if (first !== "*" || names.some((name) => !/^![\w.-]+$/.test(name)))
    throw new Error(".dockerignore is read wrong");
  const let_through = new Set(names.map((name) => name.slice(1)));
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
  });
  for (const file of new Set(files.toString("utf8").split("\0"))) {
    if (file === "" || !let_through.has(file.split("/")[0] ?? "") || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
}

/**
 * Does what a build would, without a container: each stage is a folder, in which the stage's own paths begin. Every COPY
 * and RUN is carried out; owners of files are left as they are.
 * @param context the folder that the build is sent
 * @returns the folder of the last stage, and its variables
 */
export function replayDockerfile(
  text: string,
  context: string,
  folder: string,
): { readonly root: string; readonly variables: Readonly<Record<string, string>> } {
  const commands = join(folder, "commands");
  mkdirSync(commands, { recursive: true });
  writeFileSync(join(commands, "chown"), "#!/bin/sh\n");
  chmodSync(join(commands, "chown"), 0o755);
  const stages = new Map<string, string>();
  let root = "";
  let workdir = "/";
  let variables: Record<string, string> = {};
  for (const { name, rest } of instructionsOf(text)) {
    switch (name) {
      case "FROM":
        root = join(folder, `stage-${String(stages.size)}`);
        stages.set(/ AS (\S+)$/.exec(rest)?.[1] ?? root, root);
        mkdirSync(root);
        variables = {};
        break;
      case "WORKDIR":
        workdir = rest;
        mkdirSync(join(root, workdir), { recursive: true });
        break;
      case "ENV":
        for (const [, key = "", value = ""] of rest.matchAll(/(\w+)=(\S+)/g)) variables[key] = value;
        break;
      case "COPY":
        copy(rest, { stages, context, workdir: join(root, workdir), root });
        break;
      case "RUN": {
        const script = rest.replace(/(?<=\s)\/(?=\w)/g, `${root}/`);
        const PATH = [commands, process.env["PATH"] ?? ""].join(delimiter);
        const { HOME = "" } = process.env;
        execFileSync("/bin/sh", ["-c", script], {
          cwd: join(root, workdir),
          env: { PATH, HOME, ...variables },
          stdio: ["ignore", "ignore", "inherit"],
        });
      }
    }
  }
  return { root, variables };
}

interface CopyPlace {
  readonly stages: ReadonlyMap<string, string>;
  readonly context: string;
  readonly workdir: string;
  readonly root: string;
}

/** Docker copies what is in a folder, not the folder; a target that ends in a slash is a folder. */
function copy(rest: string, { stages, context, workdir, root }: CopyPlace): void {
  const words = rest.split(/\s+/);
  const stage = /^--from=(.*)$/.exec(words[0] ?? "")?.[1];
  const from = stage === undefined ? context : (stages.get(stage) ?? "");
  const paths = stage === undefined ? words : words.slice(1);
  const target = paths.at(-1) ?? "";
  const at = target.startsWith("/") ? join(root, target) : join(workdir, target);
  for (const path of paths.slice(0, -1)) {
    const source = join(from, path);
    const isFolder = statSync(source).isDirectory();
    cpSync(source, !isFolder && target.endsWith("/") ? join(at, basename(path)) : at, { recursive: true });
  }
}
