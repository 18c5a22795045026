import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { callsOfMethod } from "../python/shapes.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

const METHOD = "recv_pyobj";

/** Reports messages that pyzmq unpickles on arrival. */
export const zmqRecvPyobj = defineRule({
  meta: {
    id: "zmq-recv-pyobj",
    title: "Receiving pickles over ZeroMQ",
    since: "0.1.0",
    level: "block",
    summary:
      "`recv_pyobj` on any socket, called or handed on. Where every address of the file is `inproc://` or `ipc://` it is a warning.",
    danger:
      "`recv_pyobj` unpickles the message before anybody can look at it. Whoever can reach the socket runs code with the rights of this process.",
    alternatives: [
      NEEDS.messages,
      {
        need: "the same socket",
        use: "`recv_json`, or `recv` and a decoder with a schema",
        url: "https://pyzmq.readthedocs.io/en/latest/howto/serialization.html",
      },
    ],
    bad: "import zmq\n\n\ndef serve(socket):\n    return socket.recv_pyobj()\n",
    good: "import zmq\n\n\ndef serve(socket):\n    return socket.recv_json()\n",
    safeWhen: "The socket is `inproc://`, or `ipc://` in a folder that only this user can open.",
    cves: ["CVE-2025-32444", "CVE-2026-3059"],
  },
  words: ["recv_pyobj"],
  *check(model) {
    if (!model.tree.text.includes(METHOD)) return;
    const local = isLocal(model);
    for (const node of model.evaluator.identifiersNamed(METHOD)) {
      const attribute = node.field === "attribute" ? node.parent : null;
      if (attribute?.type !== "attribute") continue;
      // A class of the file may have a method of that name that does something else; its body is looked at itself.
      const values = model.evaluator.evaluate(attribute);
      if (values.every((value) => value.kind === "function" || value.kind === "project")) continue;
      const call =
        attribute.field === "function" && attribute.parent?.type === "call" ? attribute.parent : null;
      yield {
        span: call ?? attribute,
        symbol: "zmq.Socket.recv_pyobj",
        level: local ? "warn" : "block",
        message: local
          ? "`recv_pyobj` unpickles the message. The addresses in this file stay on this machine, so it is a matter of who can open them."
          : "`recv_pyobj` unpickles the message; checking its type afterwards is too late.",
      };
    }
  },
});

function isLocal(model: FileModel): boolean {
  const addresses = ["bind", "connect"]
    .flatMap((name) => callsOfMethod(model, name))
    .map((call) => textOf(model.evaluator, positionalArguments(call)[0]) ?? "");
  return addresses.length > 0 && addresses.every((address) => /^(?:inproc|ipc):\/\//.test(address));
}
