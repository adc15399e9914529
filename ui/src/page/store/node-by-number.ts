/** Nodes by their numbers, which is how drawings of thousands of them know them. */
import type { NodeLine, NodePage } from "../../contract.ts";
import { ask, runPath } from "../client/api.ts";
import { openNode, place } from "./choice.ts";
import { told } from "./controls.ts";

/** `undefined` where there is none, or the server does not say. */
export async function numberLine(node: number): Promise<NodeLine | undefined> {
  const { run } = place.peek();
  if (run === undefined || node < 0) return undefined;
  try {
    // Lists have nodes in the order of their numbers, without a gap.
    const page = await ask<NodePage>(`${runPath(run)}/nodes?skip=${node}&most=1`);
    return page.nodes.find((line) => line.node === node);
  } catch {
    return undefined;
  }
}

export async function openNumber(node: number): Promise<void> {
  const line = await numberLine(node);
  if (line === undefined) told.value = { ok: false, message: "This node is no longer part of the run." };
  else openNode(line.id);
}
