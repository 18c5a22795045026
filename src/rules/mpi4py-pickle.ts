import { defineRule } from "../rule-kit/define-rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const METHODS = new Set(
  qualified(
    ["mpi4py.MPI.COMM_WORLD", "mpi4py.MPI.COMM_SELF"],
    ["recv", "sendrecv", "bcast", "gather", "allgather", "scatter", "alltoall", "reduce", "allreduce"],
  ),
);
const LOADS = new Set(["mpi4py.MPI.pickle.loads", "mpi4py.MPI.Pickle().loads"]);

/** Mentions what unpickles between the ranks of an MPI job. */
export const mpi4pyPickle = defineRule({
  meta: {
    id: "mpi4py-pickle",
    title: "Pickling objects between MPI ranks",
    since: "0.1.0",
    level: "note",
    summary:
      "The lower-case methods of an mpi4py communicator (`recv`, `bcast`, `gather`, ...) and `MPI.pickle.loads`, which is a warning.",
    danger:
      "The lower-case methods pickle on one rank and unpickle on the others. On a cluster that others can reach, one rank that was taken over runs code on all of them.",
    alternatives: [
      {
        need: "buffers between ranks",
        use: "the upper-case methods: `comm.Recv(array)`",
        url: "https://mpi4py.readthedocs.io/en/stable/tutorial.html",
      },
    ],
    bad: "from mpi4py import MPI\n\nvalue = MPI.COMM_WORLD.recv(source=1)\n",
    good: "import numpy\nfrom mpi4py import MPI\n\nbuffer = numpy.empty(10)\nMPI.COMM_WORLD.Recv(buffer, source=1)\n",
    safeWhen: "All ranks belong to one job on a closed network, which is the usual case.",
  },
  symbols: [...METHODS, ...LOADS],
  *check(model) {
    yield* unsafeUses(model, METHODS, (symbol) => `\`${symbol}\` unpickles what another rank sends.`);
    yield* unsafeUses(model, LOADS, (symbol) => `\`${symbol}\` runs code from the bytes it reads.`, "warn");
  },
});
