import { positionalArguments } from "../python/call-values.js";
import { textOf } from "../python/fold.js";
import { callsOfMethod } from "../python/shapes.js";
import { defineRule } from "../rule-kit/define-rule.js";

const ALIASES = new Set(["sqlalchemy", "redis", "mongodb", "rethinkdb", "zookeeper", "etcd"]);

/** Reports job stores that unpickle. */
export const apschedulerPickle = defineRule({
  meta: {
    id: "apscheduler-pickle",
    title: "Jobs of APScheduler kept as pickles",
    since: "0.1.0",
    level: "warn",
    summary:
      "The persistent job stores of APScheduler 3: SQLAlchemy, Redis, MongoDB, RethinkDB, ZooKeeper and etcd.",
    danger:
      "The state of every job is pickled into the store and unpickled at start. Whoever can write to the store runs code in the scheduler.",
    alternatives: [
      {
        need: "jobs that outlive the process",
        use: "a table of your own with names and JSON arguments, added to the scheduler at start",
        url: "https://apscheduler.readthedocs.io/en/3.x/userguide.html",
      },
    ],
    bad: "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\n\nstore = SQLAlchemyJobStore(url='sqlite:///jobs.sqlite')\n",
    good: "from apscheduler.jobstores.memory import MemoryJobStore\n\nstore = MemoryJobStore()\n",
    safeWhen: "Nobody but the scheduler can write to that store.",
  },
  symbols: [
    ["sqlalchemy", "SQLAlchemyJobStore"],
    ["redis", "RedisJobStore"],
    ["mongodb", "MongoDBJobStore"],
    ["rethinkdb", "RethinkDBJobStore"],
    ["zookeeper", "ZooKeeperJobStore"],
    ["etcd", "EtcdJobStore"],
  ].map(([module, name]) => `apscheduler.jobstores.${module ?? ""}.${name ?? ""}`),
  words: ["add_jobstore"],
  everyUse: (symbol) => `\`${symbol}\` unpickles jobs from its store.`,
  *check(model) {
    if (!/\bapscheduler\b/.test(model.tree.text)) return;
    for (const call of callsOfMethod(model, "add_jobstore")) {
      const kind = textOf(model.evaluator, positionalArguments(call)[0]);
      if (kind === undefined || !ALIASES.has(kind)) continue;
      yield {
        span: call,
        symbol: `apscheduler.jobstores.${kind}`,
        message: `The job store \`${kind}\` unpickles jobs.`,
      };
    }
  },
});
