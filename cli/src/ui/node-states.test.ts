import { expect, test } from "vitest";
import { states, type State } from "@adg/pictures";
import type { Mirror } from "@adg/runtime/asked";
import { nodeStates, type NodeState } from "@adg/ui";

type RunNodeState = ReturnType<Mirror["state"]["graph"]["state"]>;

/** `never` where the two are not the same, so that nothing can be of it. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

test("pictures, the page and the runtime, which know nothing of each other, name the states of a node alike", () => {
  expect(states).toEqual(nodeStates);
  const alike: readonly [Same<State, NodeState>, Same<NodeState, RunNodeState>] = [true, true];
  expect(alike).toEqual([true, true]);
});
