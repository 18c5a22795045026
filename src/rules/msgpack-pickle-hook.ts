import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports msgpack decoders that unpickle object arrays. */
export const msgpackPickleHook = defineRule({
  meta: {
    id: "msgpack-pickle-hook",
    title: "msgpack with a hook that unpickles",
    since: "0.1.0",
    level: "warn",
    summary: "`msgpack_numpy.patch()` and `object_hook=msgpack_numpy.decode` for msgpack.",
    danger:
      "Arrays of objects inside the message are unpickled by this hook. Whoever can write the message runs code with the rights of this process.",
    alternatives: [
      NEEDS.messages,
      {
        need: "arrays in messages",
        use: "an `ext_hook` of your own for dtype, shape and bytes that refuses object dtypes",
        url: "https://msgpack-python.readthedocs.io/en/latest/",
      },
    ],
    bad: "import msgpack_numpy\n\nmsgpack_numpy.patch()\n",
    good: "import msgpack\n\n\ndef read(data):\n    return msgpack.unpackb(data)\n",
    safeWhen: "The messages come from processes of the same program.",
  },
  symbols: qualified(
    ["msgpack_numpy"],
    ["patch", "decode", "unpackb", "unpack", "loads", "load", "Unpacker"],
  ),
  everyUse: (symbol) => `\`${symbol}\` unpickles arrays of objects inside the message.`,
});
