import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { identifierText } from "../parse/identifier.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf, type RuleFinding } from "../rule-kit/rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const ENDS = new Set(qualified(["multiprocessing.connection"], ["Listener", "Client"]));
const RECEIVERS = new Set([
  "multiprocessing.connection.Listener().accept().recv",
  "multiprocessing.connection.Listener().accept.recv",
  "multiprocessing.connection.Client().recv",
  "multiprocessing.connection.Connection().recv",
]);
const MANAGERS = new Set(
  qualified(["multiprocessing.managers"], ["BaseManager", "SyncManager", "SharedMemoryManager"]),
);
const ADDRESS = { name: "address", position: 0 } as const;
const AUTHKEY = { name: "authkey", position: null } as const;

/** Reports what unpickles from a socket of `multiprocessing`: connections and managers. */
export const multiprocessingConnection = defineRule({
  meta: {
    id: "multiprocessing-connection",
    title: "Receiving pickles from a connection",
    since: "0.1.0",
    level: "block",
    summary:
      "`recv()` on a connection of `multiprocessing.connection.Listener` or `Client`, and managers that listen on an address. Pipes between a program and its own children are left alone; on the loopback address with an `authkey` it is a warning.",
    danger:
      "`Connection.recv` unpickles whatever the other end sends. Whoever can connect, or knows the shared key, runs code with the rights of this process.",
    alternatives: [
      NEEDS.messages,
      {
        need: "bytes over the same connection",
        use: "`recv_bytes()` and `json.loads`, `send_bytes()` on the other side",
        url: "https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.Connection.recv_bytes",
      },
    ],
    bad: "from multiprocessing.connection import Listener\n\nwith Listener(('', 6000)) as listener:\n    task = listener.accept().recv()\n",
    good: "import json\nfrom multiprocessing.connection import Listener\n\nwith Listener(('', 6000)) as listener:\n    task = json.loads(listener.accept().recv_bytes())\n",
    safeWhen: "Both ends are processes of one program on one machine, joined by `Pipe()`.",
  },
  symbols: [...RECEIVERS, ...MANAGERS, ...ENDS],
  *check(model) {
    for (const use of usesOf(model, RECEIVERS)) {
      const own = isLocal(model);
      yield {
        ...findingAt(use),
        level: own ? "warn" : "block",
        message: own
          ? `\`${use.symbol}\` unpickles what the other end sends. It listens on this machine with a key, so the key decides who that is.`
          : `\`${use.symbol}\` unpickles what the other end of the connection sends.`,
      };
    }
    yield* managers(model);
  },
});

/** Whether every end of the file is bound to this machine and asks for a key. */
function isLocal(model: FileModel): boolean {
  const ends = model.uses.filter((use) => use.role === "call" && ENDS.has(use.symbol));
  return (
    ends.length > 0 &&
    ends.every(
      ({ call }) =>
        call && reach(model, call) === "local" && !argumentOf(model.evaluator, call, AUTHKEY).mayBeAbsent,
    )
  );
}

/** Where the address of a call leads: to this machine, anywhere, or nowhere since there is none. */
function reach(model: FileModel, call: SyntaxNode): "local" | "open" | "none" {
  const { values, mayBeAbsent } = argumentOf(model.evaluator, call, ADDRESS);
  if (mayBeAbsent || values.every((value) => value.kind === "constant" && value.value === null))
    return "none";
  const hosts = values.map((value) => {
    if (value.kind === "constant") return String(value.value);
    return value.kind === "sequence" ? (textOf(model.evaluator, value.node.children[0]) ?? "?") : "?";
  });
  return hosts.every((host) => /^(?:localhost|127\.|::1|\/)/.test(host)) ? "local" : "open";
}

/** Managers that listen on an address, themselves or as a class of the file. */
function* managers(model: FileModel): Iterable<RuleFinding> {
  for (const use of usesOf(model, MANAGERS)) {
    const calls =
      use.role === "base" ? callsOfClass(model, use) : use.role === "call" && use.call ? [use.call] : [];
    for (const call of calls) {
      const where = reach(model, call);
      if (where === "none") continue;
      yield {
        span: call,
        symbol: use.symbol,
        level: where === "local" ? "warn" : "block",
        message: `This manager listens on an address and unpickles what connects there (\`${use.symbol}\`).`,
        related: importsOf(use.via),
      };
    }
  }
}

function callsOfClass(model: FileModel, use: Use): SyntaxNode[] {
  const definition = ancestorOf(use.node, new Set(["class_definition"]));
  const name = definition ? childOf(definition, "name") : null;
  if (!name) return [];
  return model.evaluator
    .identifiersNamed(identifierText(model.tree.text, name))
    .flatMap((node) => (node.field === "function" && node.parent?.type === "call" ? [node.parent] : []));
}
