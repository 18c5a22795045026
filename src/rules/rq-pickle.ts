import { argumentOf } from "../python/arguments.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set([
  ...qualified(["rq", "rq.queue"], ["Queue"]),
  ...qualified(["rq", "rq.worker"], ["Worker", "SimpleWorker"]),
]);
const SERIALIZER = { name: "serializer", position: null } as const;

/** Reports RQ queues and workers that unpickle jobs. */
export const rqPickle = defineRule({
  meta: {
    id: "rq-pickle",
    title: "RQ jobs kept as pickles",
    since: "0.1.0",
    level: "warn",
    summary:
      "`rq.Queue` and `rq.Worker` without a serializer, which is pickle; an explicit pickle serializer blocks.",
    danger:
      "A worker unpickles the jobs it finds in Redis. Whoever can write to that Redis runs code on every worker.",
    alternatives: [
      {
        need: "job arguments",
        use: "`serializer=JSONSerializer` for the queue and for the worker",
        url: "https://python-rq.org/docs/workers/#custom-serializers",
      },
    ],
    bad: "from redis import Redis\nfrom rq import Queue\n\nqueue = Queue('mail', connection=Redis())\n",
    good: "from redis import Redis\nfrom rq import Queue\nfrom rq.serializers import JSONSerializer\n\nqueue = Queue('mail', connection=Redis(), serializer=JSONSerializer)\n",
    safeWhen: "Nobody but the application and its workers can write to that Redis.",
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (!use.call) continue;
      const { values, mayBeAbsent } = argumentOf(model.evaluator, use.call, SERIALIZER, use.shift);
      const names = values.map((value) =>
        value.kind === "symbol" ? value.name : value.kind === "constant" ? String(value.value) : "",
      );
      const explicit = names.some((name) => /(?:PickleSerializer|DefaultSerializer)$|^pickle$/.test(name));
      const absent = mayBeAbsent || names.includes("null");
      if (!explicit && !absent) continue;
      yield {
        ...findingAt(use),
        level: explicit ? "block" : "warn",
        message: explicit
          ? "The jobs are unpickled from Redis."
          : "Without a `serializer`, RQ keeps jobs as pickles in Redis and unpickles them in the worker.",
      };
    }
  },
});
