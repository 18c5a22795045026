import { PICKLE_MODULES } from "./pickle-modules.js";
import type { ChangedLine, Token, WeakenedLine } from "./changed-line.js";

/** What becomes worse with a line, if anything does: the first of these that sees something. */
export function weakening(line: ChangedLine): WeakenedLine | null {
  for (const look of [loader, codec, flag, check, source, allowed, endpoint]) {
    const found = look(line);
    if (found) return found;
  }
  return null;
}

const SAFE_LOADER = /(?:^|\.)(?:C?SafeLoader|C?BaseLoader|SafeConstructor)$/;
const UNSAFE_LOADER = /(?:^|\.)(?:(?:C|Unsafe|CUnsafe)?Loader|UnsafeConstructor)$/;
const FULL_LOADER = /(?:^|\.)C?FullLoader$/;

/** `LOADER = yaml.SafeLoader`, `class L(yaml.SafeLoader)`, `from yaml import SafeLoader as L`. */
function loader({ name, before, after, isPython }: ChangedLine): WeakenedLine | null {
  if (!isPython || name === "") return null;
  const [was, is] = [textIn(before), textIn(after)];
  if (/^safe_load(?:_all)?$/.test(was) && /^(?:unsafe_|full_)?load(?:_all)?$/.test(is))
    return byName(name, was, is);
  if (!words(before).some((word) => SAFE_LOADER.test(word))) return null;
  const unsafe = words(after).find((word) => UNSAFE_LOADER.test(word));
  const full = words(after).find((word) => FULL_LOADER.test(word));
  const to = unsafe ?? full;
  if (to === undefined) return null;
  return {
    symbol: `yaml.${lastPart(to)}`,
    level: unsafe === undefined ? "warn" : "block",
    message: `\`${shown(name)}\` was a safe loader of YAML and is \`${shown(to)}\` now: whatever loads with it builds the objects that the document names.`,
  };
}

/** `READ = "safe_load"` becomes `READ = "unsafe_load"`. */
function byName(name: string, was: string, is: string): WeakenedLine {
  return {
    symbol: `yaml.${is}`,
    level: "warn",
    message: `\`${shown(name)}\` was \`${was}\` and is \`${is}\` now: what loads YAML by that name builds the objects that the document names.`,
  };
}

/** The only text that there is; "" for none or more. */
function textIn(tokens: readonly Token[]): string {
  const [token] = tokens;
  return tokens.length === 1 && token?.kind === "text" ? token.text : "";
}

/** Modules that read plain data, and ones that run code from what they read. */
const CODECS = new Set(
  "json json5 ujson orjson simplejson rapidjson msgpack msgspec yaml toml tomllib tomli csv plistlib safetensors cbor cbor2 bson".split(
    " ",
  ),
);
const UNPICKLING = new Set([
  ...PICKLE_MODULES,
  ..."dill cloudpickle joblib marshal shelve jsonpickle torch".split(" "),
]);

/** `CODEC = "json"`, `codec: json`, `import json as codec`. */
function codec({ name, before, after, isImport, isPython }: ChangedLine): WeakenedLine | null {
  const named = (tokens: readonly Token[], modules: ReadonlySet<string>): string | undefined =>
    tokens
      .filter(
        ({ kind }) =>
          kind === "text" || (kind === "word" && (isImport || (!isPython && tokens.length === 1))),
      )
      .map(({ text }) => text)
      .find((text) => modules.has(rootOf(text)));
  const from = named(before, CODECS);
  const to = named(after, UNPICKLING);
  // A list that had it already is only in another order.
  if (named(before, UNPICKLING) !== undefined) return null;
  if (from === undefined || to === undefined || before.length > 3 || after.length > 3) return null;
  const what = name === "" ? "This" : `\`${shown(name)}\``;
  return {
    symbol: rootOf(to),
    level: "block",
    message: `${what} was \`${shown(from)}\` and is \`${shown(to)}\` now: what reads with it runs code from the bytes.`,
  };
}

const ON = /^(?:True|true|1|on|yes)$/;
const OFF = /^(?:False|false|0|off|no)$/;
const SAFE_FLAG =
  /^(?:(?:only|load|use|force)_)?safe$|weights_only_?$|(?:^|_)safe_(?:load(?:er|ing)?|mode|pickle|yaml|only)$/i;
const UNSAFE_FLAG =
  /^(?:allow|use|load)_unsafe$|^unsafe$|(?:^|_)(?:allow_pickle|trust_remote_code|allow_dangerous_deserialization|unsafe_load(?:er|ing)?)$/i;

/** Names of flags that only loads have. */
const OF_LOADS = /weights_only|allow_pickle|trust_remote_code|allow_dangerous|(?:^|_)load|pickle|yaml/i;

/** `SAFE = True`, `def safe(): return True`, `weights_only: bool = True`, `ALLOW_PICKLE = False`. */
function flag({ name, owner, before, after, isPython }: ChangedLine): WeakenedLine | null {
  const [was, is] = [only(before), only(after)];
  const about = name === "return" || name === "" ? owner : name;
  const isWeaker =
    (SAFE_FLAG.test(about) && ON.test(was) && OFF.test(is)) ||
    (UNSAFE_FLAG.test(about) && OFF.test(was) && ON.test(is));
  // A game has a safe mode, too.
  if (!isWeaker || (!isPython && !OF_LOADS.test(about))) return null;
  return {
    symbol: shown(about),
    level: "warn",
    message: `\`${shown(about)}\` was \`${was}\` and is \`${is}\` now: loads that go by it are no longer safe.`,
  };
}

const CHECKS = /\b(?:compare_digest|hmac\.\w+|verify_signature|verify_mac|InvalidSignature|unsign)\b/;

/** `return hmac.compare_digest(a, b)` becomes `return True`. */
function check({ name, owner, before, after, isPython }: ChangedLine): WeakenedLine | null {
  if (!isPython || !CHECKS.test(words(before).join(" ")) || only(after) !== "True") return null;
  const about = name === "return" ? owner : name;
  return {
    symbol: shown(about),
    level: "block",
    message: `\`${shown(about)}\` compared a signature and lets everything through now: what is loaded after it can come from anybody.`,
  };
}

const PICKLED = /\.(?:pkl|pickle|pt|pth|ckpt|joblib|dill|msh|shelf|npy)$/i;
const REMOTE = /(?:^|\.)(?:urlopen|urlretrieve|request\.\w+|requests\.get|httpx\.get|hf_hub_download)$/;
const LOCAL =
  /(?:^|\.)(?:sys\.argv|sys\.stdin(?:\.buffer)?|environ(?:\.get)?|getenv|input|gettempdir|parse_args)$/;

/** `PATH = "own.pkl"` becomes `PATH = os.environ["UPLOAD"]`. */
function source({ name, owner, before, after, isPython }: ChangedLine): WeakenedLine | null {
  const was = isPython ? before.find(({ kind, text }) => kind === "text" && PICKLED.test(text)) : undefined;
  if (was === undefined) return null;
  const remote = words(after).find((word) => REMOTE.test(word));
  const from = remote ?? words(after).find((word) => LOCAL.test(word));
  if (from === undefined) return null;
  const about = name === "return" ? owner : name;
  return {
    symbol: shown(about),
    level: remote === undefined ? "warn" : "block",
    message: `\`${shown(about)}\` named the file \`${shown(was.text)}\` and comes from \`${shown(from)}\` now: whoever decides that decides what is loaded.`,
  };
}

const CALLABLES = /^(?:eval|exec|compile|getattr|__import__|open|system|popen|Popen|call|check_output|run)$/;
const OWNERS = /^(?:builtins|__builtin__|os|posix|nt|subprocess)$/;
const REFUSED =
  /den(?:y|ied)|block|unsafe|forbid|danger|black|ban|bad|risk|refus|disallow|untrust|suspicious|not_/i;
/** How a list of what may be loaded is called in Python, where much else is listed. */
const LISTING = /names$|classes$|types$|globals$|allow|safe|permit|trusted|white_?list/i;

/** `[["collections", "OrderedDict"]]` in a document becomes `[["builtins", "eval"]]`. */
function allowed({ name, before, after, isPython }: ChangedLine): WeakenedLine | null {
  if (REFUSED.test(name) || (isPython && !LISTING.test(name))) return null;
  const dangerous = dangerousPair(after);
  const wasListed = before.some(({ kind }) => kind === "text") || (isPython && before.length === 0);
  if (dangerous === null || dangerousPair(before) !== null || !wasListed) return null;
  return {
    symbol: dangerous,
    level: "warn",
    message: `This lists \`${dangerous}\` now: an unpickler that lets that through runs code.`,
  };
}

function dangerousPair(tokens: readonly Token[]): string | null {
  const texts = tokens.flatMap(({ kind, text }) => (kind === "text" ? [text] : []));
  for (const [i, text] of texts.entries()) {
    const [owner = "", member = texts[i + 1] ?? ""] = text.split(".");
    if (OWNERS.test(owner) && CALLABLES.test(member)) return `${owner}.${member}`;
  }
  return null;
}

/** `bind("inproc://a")` becomes `bind("tcp://0.0.0.0:1")` in a file that unpickles. */
function endpoint({ before, after, text }: ChangedLine): WeakenedLine | null {
  const [was, is] = [before[0], after[0]];
  if (was?.kind !== "text" || is?.kind !== "text" || !/^(?:inproc|ipc):/.test(was.text)) return null;
  if (!/^tcp:\/\/(?:0\.0\.0\.0|\*|\[::\])/.test(is.text) || !/\b(?:pickle|dill|recv_pyobj)\b/.test(text))
    return null;
  return {
    symbol: "socket",
    level: "block",
    message: `This was \`${shown(was.text)}\`, for this machine alone, and is \`${shown(is.text)}\` now: what is unpickled from it can come from anybody.`,
  };
}

function words(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }) => (kind === "word" ? [text] : []));
}

/** The only token that there is. */
function only(tokens: readonly Token[]): string {
  return tokens.length === 1 ? (tokens[0]?.text ?? "") : "";
}

function rootOf(name: string): string {
  return name.split(/[.:]/, 1)[0] ?? "";
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function shown(text: string): string {
  return text.slice(0, 60).replaceAll("`", "'");
}
