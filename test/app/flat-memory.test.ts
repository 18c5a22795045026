import { getHeapStatistics } from "node:v8";

import { expect, test } from "vitest";

import { flatMemory } from "../../src/app/flat-memory.js";

const inUse = (): number => getHeapStatistics().used_heap_size;

test("what nobody needs any more is collected when it has become much", async () => {
  const { settle } = flatMemory();
  const most = inUse() + 240_000_000;
  const held: number[][] = [];
  while (inUse() < most) held.push(Array.from({ length: 1_000_000 }, (_, i) => i + 0.5));
  held.length = 0;
  const settled = settle();
  expect(settled).toBeInstanceOf(Promise);
  await settled;
  expect(inUse()).toBeLessThan(most - 200_000_000);
  // What is left is alive, and not looked at again and again.
  expect(settle()).toBeUndefined();
});

test("native trees are waited for when they have become many", async () => {
  const { count, settle } = flatMemory();
  count(399_999);
  expect(settle()).toBeUndefined();
  count(1);
  await expect(settle()).resolves.toBeUndefined();
  expect(settle()).toBeUndefined();
});
