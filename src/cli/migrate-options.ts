import { Option, type Command } from "commander";

import type { Io } from "./io.js";
import type { MigrateOptions } from "./migrate.js";
import { ORGANIZATION, withPolicy, type RawOptions } from "./options.js";

/** Adds `no-pickle migrate` to the program. */
export function addMigrate(program: Command, io: Io, done: (code: number) => void): void {
  withPolicy(program.command("migrate"))
    .description("what pickled files are written and read by, and what moves them to another format")
    .argument("[paths...]", "files and folders (default: this folder)")
    .option("--check", "exit 1 if something can be moved", false)
    .option("--diff", "print the change as a patch", false)
    .option("--out <dir>", "write the change in two steps, with converters and a guide, to a new folder")
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .option("--organization <file>", ORGANIZATION)
    .option("--no-gitignore", "look at what git ignores, too")
    .action(async (paths: string[], options: RawOptions) => {
      const { migrateCommand } = await import("./migrate.js");
      done(await migrateCommand(io, paths, migrateOptions(options)));
    });
}

function migrateOptions({ policy, ...rest }: RawOptions): MigrateOptions {
  const named = typeof policy === "string" ? { policy } : {};
  return { ...rest, ...named, usePolicy: policy !== false } as unknown as MigrateOptions;
}
