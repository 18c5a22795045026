import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports collectives that unpickle what other ranks send. */
export const torchDistributedObjects = defineRule({
  meta: {
    id: "torch-distributed-objects",
    title: "Pickling objects between ranks",
    since: "0.1.0",
    level: "warn",
    summary:
      "The object collectives of `torch.distributed` (`broadcast_object_list`, `all_gather_object`, ...) and `torch.distributed.rpc`.",
    danger:
      "These functions pickle on one rank and unpickle on the others. One rank that was taken over, or a process that can join the group, runs code on all of them.",
    alternatives: [
      {
        need: "tensors between ranks",
        use: "`broadcast`, `all_gather` of tensors",
        url: "https://docs.pytorch.org/docs/stable/distributed.html#collective-functions",
      },
      {
        need: "small values between ranks",
        use: "JSON in a `uint8` tensor",
        url: "https://docs.python.org/3/library/json.html",
      },
    ],
    bad: "import torch.distributed as dist\n\n\ndef share(values):\n    dist.broadcast_object_list(values, src=0)\n",
    good: "import torch.distributed as dist\n\n\ndef share(tensor):\n    dist.broadcast(tensor, src=0)\n",
    safeWhen: "The ranks run on a closed network that nobody else can reach.",
  },
  symbols: [
    ...qualified(
      ["torch.distributed", "torch.distributed.distributed_c10d"],
      [
        "broadcast_object_list",
        "scatter_object_list",
        "all_gather_object",
        "gather_object",
        "send_object_list",
        "recv_object_list",
      ],
    ),
    ...qualified(["torch.distributed.rpc"], ["rpc_sync", "rpc_async", "remote", "init_rpc"]),
  ],
  everyUse: (symbol) => `\`${symbol}\` unpickles what other ranks send.`,
});
