import type { Command } from "commander";

import { RULE_IDS } from "../rules/registry.js";

/** The shells that there is completion for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A command with where it stands: `/policy/validate`; "" is the program itself. */
interface Place {
  readonly at: string;
  readonly description: string;
  readonly commands: readonly string[];
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly choices: readonly string[];
    readonly takesValue: boolean;
    readonly description: string;
  }[];
}

/** A script that teaches a shell the commands and options of a program. */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const places = placesOf(program, "");
  switch (shell) {
    case "bash":
      return BASH(places);
    case "zsh":
      return ZSH(places);
    case "fish":
      return fish(places);
  }
}

function placesOf(command: Command, at: string): Place[] {
  const own: Place = {
    at,
    description: command.description(),
    commands: command.commands.map((one) => one.name()),
    options: command.options.map(({ short, long, argChoices, required, optional, description }) => ({
      flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
      choices: argChoices ?? [],
      takesValue: required || optional,
      description,
    })),
  };
  return [own, ...command.commands.flatMap((one) => placesOf(one, `${at}/${one.name()}`))];
}

function wordsAt({ at, commands }: Place): readonly string[] {
  return at === "/rules" ? RULE_IDS : commands;
}

/** The lines of the `case` statements that bash and zsh both understand. */
interface Cases {
  readonly known: string;
  readonly values: string;
  readonly flags: string;
  readonly words: string;
}

/** @param line what offers some words */
function cases(places: readonly Place[], line: (words: readonly string[]) => string): Cases {
  const values = places.flatMap(({ at, options }) =>
    options.flatMap(({ flags, choices }) =>
      choices.length > 0 ? flags.map((flag) => `    "${at} ${flag}") ${line(choices)}; return ;;`) : [],
    ),
  );
  return {
    known: places
      .map(({ at }) => at)
      .filter((at) => at !== "")
      .map((at) => `"${at}"`)
      .join("|"),
    values: values.join("\n"),
    flags: places
      .map(
        ({ at, options }) =>
          `      "${at}") ${line([...options.flatMap(({ flags }) => flags), "--help"])} ;;`,
      )
      .join("\n"),
    words: places
      .filter((place) => wordsAt(place).length > 0)
      .map((place) => `    "${place.at}") ${line(wordsAt(place))}; return ;;`)
      .join("\n"),
  };
}

/** What offers the words that may stand at a place. @param typed the variable with what was typed of the word */
const chosen = ({ values, flags, words }: Cases, typed: string): string => `  case "$at $prev" in
${values}
  esac
  if [[ "${typed}" == -* ]]; then
    case "$at" in
${flags}
    esac
    return
  fi
  case "$at" in
${words}
  esac`;

const BASH = (places: readonly Place[]): string => {
  const found = cases(places, (list) => `COMPREPLY=($(compgen -W "${list.join(" ")}" -- "$cur"))`);
  return `# bash: source <(no-pickle completion bash)
_no_pickle() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in ${found.known}) at="$at/$word" ;; esac
  done
  COMPREPLY=()
${chosen(found, "$cur")}
}
complete -o default -o bashdefault -F _no_pickle no-pickle
`;
};

const ZSH = (places: readonly Place[]): string => {
  const found = cases(places, (list) => `compadd -- ${list.join(" ")}`);
  return `#compdef no-pickle
# zsh: source <(no-pickle completion zsh)
_no_pickle() {
  local at="" word prev="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in ${found.known}) at="$at/$word" ;; esac
  done
${chosen(found, "$PREFIX")}
  _files
}
compdef _no_pickle no-pickle
`;
};

function fish(places: readonly Place[]): string {
  const quote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const lines = places.flatMap((place) => {
    const names = place.at.split("/").slice(1);
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
    const where = names.length === 0 ? "__fish_use_subcommand" : seen;
    const words = wordsAt(place).map((word) => {
      const description = places.find(({ at }) => at === `${place.at}/${word}`)?.description ?? "";
      return `complete -c no-pickle -n ${quote(where)} -f -a ${word} -d ${quote(description)}`;
    });
    const options = place.options.map(({ flags, choices, takesValue, description }) => {
      const spelled = flags.map((flag) =>
        flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const values = choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : takesValue ? " -r" : "";
      return `complete -c no-pickle -n ${quote(where)} ${spelled.join(" ")}${values} -d ${quote(description)}`;
    });
    return [...words, ...options];
  });
  return `# fish: no-pickle completion fish > ~/.config/fish/completions/no-pickle.fish\n${lines.join("\n")}\n`;
}
