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

/** What a build came to. */
export interface Replayed {
  /** The folder of the last stage. */
  readonly root: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly volumes: readonly string[];
  /** The words of `CMD`, and of the command of `HEALTHCHECK`. */
  readonly command: readonly string[];
  readonly health: readonly string[];
  /** The variable `PATH` with which its commands are to be run here. */
  readonly path: string;
}

/** What this machine may have and the base has not: whatever asks for it fails, as it would there. */
const NOT_IN_BASE = ["git", "python", "python3", "make", "cc", "gcc", "g++", "curl", "wget"];

/**
 * Does what a build would, without a container: each stage is a folder, in which the stage's own paths begin. Every COPY
 * and RUN is carried out, with nothing in reach that the base has not; owners of files are left as they are.
 * @param context the folder that the build is sent
 * @param node the folder of the Node of the base
 * @throws Error if the file has an instruction that this does not know
 */
export function replayDockerfile(text: string, context: string, folder: string, node: string): Replayed {
  const commands = join(folder, "commands");
  mkdirSync(commands, { recursive: true });
  for (const name of ["chown", ...NOT_IN_BASE]) {
    const script = name === "chown" ? "" : `echo "${name}: not in the image" >&2\nexit 127\n`;
    writeFileSync(join(commands, name), `#!/bin/sh\n${script}`);
    chmodSync(join(commands, name), 0o755);
  }
  const PATH = [commands, node, process.env["PATH"] ?? ""].join(delimiter);
  const stages = new Map<string, string>();
  let root = "";
  let workdir = "/";
  let variables: Record<string, string> = {};
  let said: Record<string, string> = {};
  for (const { name, rest } of instructionsOf(text)) {
    switch (name) {
      case "FROM":
        root = join(folder, `stage-${String(stages.size)}`);
        stages.set(/ AS (\S+)$/.exec(rest)?.[1] ?? root, root);
        mkdirSync(root);
        variables = {};
        said = {};
        workdir = "/";
        break;
      case "ARG":
        break;
      case "USER":
      case "VOLUME":
      case "EXPOSE":
      case "CMD":
      case "HEALTHCHECK":
        said[name] = rest;
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
        const { HOME = "" } = process.env;
        execFileSync("/bin/sh", ["-c", script], {
          cwd: join(root, workdir),
          env: { PATH, HOME, ...variables },
          stdio: ["ignore", "ignore", "inherit"],
        });
        break;
      }
      default:
        throw new Error(`${name} is not replayed`);
    }
  }
  return {
    ...{ root, variables, workdir, path: PATH },
    user: said["USER"] ?? "root",
    volumes: (said["VOLUME"] ?? "").split(" ").filter((one) => one !== ""),
    command: wordsOf(said["CMD"]),
    health: wordsOf(/ CMD (.*)$/.exec(said["HEALTHCHECK"] ?? "")?.[1]),
  };
}

/** The words of a command in the form that no shell reads. */
function wordsOf(json: string | undefined): readonly string[] {
  return json === undefined ? [] : (JSON.parse(json) as readonly string[]);
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
