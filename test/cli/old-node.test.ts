import { expect, test } from "vitest";

import { tooOldNode } from "../../src/cli/old-node.js";
import { ENGINES } from "../support/packed.js";

test.each(["20.19.0", "20.20.2", "22.13.0", "24.0.0", "31.1.0"])("Node %s will do", (version) => {
  expect(tooOldNode(ENGINES.node, version)).toBeNull();
});

test.each(["20.18.3", "18.20.8", "9.0.0"])("Node %s is too old, and that is said in one line", (version) => {
  expect(tooOldNode(ENGINES.node, version)).toBe(
    `this is Node ${version}, and Node ${ENGINES.node} is needed`,
  );
});
