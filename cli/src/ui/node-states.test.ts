import { expect, test } from "vitest";
import { states, type State } from "@adg/pictures";
import type { Mirror } from "@adg/runtime/asked";
import { nodeStates, type NodeState } from "@adg/ui";

type RunNodeState = ReturnType<Mirror["state"]["graph"]["state"]>;

/** Compiles only where both are the same. */
const same = <A, B>(_: [A] extends [B] ? ([B] extends [A] ? true : never) : never): void => {};

test("pictures, the page and the runtime, which know nothing of each other, name the states of a node alike", () => {
  expect(states).toEqual(nodeStates);
  same<State, NodeState>(true);
  same<NodeState, RunNodeState>(true);
});
