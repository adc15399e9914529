/** What can be asked of a run that is going on, from outside of its process. One line of JSON each way. */
import type { NodeTotals } from "../ask/nodes.ts";
import type { WhyNode, WhyRule } from "../why/answer.ts";

export type ControlRequest =
  /** Ends the run as interrupted. */
  | { readonly kind: "cancel" }
  /** Stops a node that runs or waits for its turn: it fails. By its id, how that begins, or its task and arguments. */
  | { readonly kind: "cancel-node"; readonly node: string }
  /** Runs a node that failed again, named alike, once what runs now has ended. */
  | { readonly kind: "retry"; readonly node: string }
  /** Nothing more starts; what runs goes on. */
  | { readonly kind: "pause" }
  | { readonly kind: "unpause" }
  /** Whether it is paused and, where asked for, how many nodes are in which state: that takes a look at each. */
  | { readonly kind: "standing"; readonly nodes?: true }
  /** Why a rule or node is as it is; of all rules, where none is named. */
  | { readonly kind: "why"; readonly what?: string };

/** `message`: for people. `why`: what was asked about, as data. */
export type ControlAnswer =
  | {
      readonly ok: true;
      readonly message: string;
      readonly why?: readonly (WhyRule | WhyNode)[];
      readonly isPaused?: boolean;
      readonly nodes?: NodeTotals;
    }
  | { readonly ok: false; readonly message: string };

/** What came over a socket, as a request with its token; `undefined` where it is none. */
export function requestOf(line: string): { readonly token: string; readonly request: ControlRequest } | undefined {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof data !== "object" || data === null || !("token" in data) || !("request" in data)) return undefined;
  const { token, request } = data;
  if (typeof token !== "string" || typeof request !== "object" || request === null || !("kind" in request))
    return undefined;
  switch (request.kind) {
    case "cancel":
    case "pause":
    case "unpause":
      return { token, request: { kind: request.kind } };
    case "standing": {
      const wantsNodes = "nodes" in request && request.nodes === true;
      return { token, request: wantsNodes ? { kind: "standing", nodes: true } : { kind: "standing" } };
    }
    case "cancel-node":
    case "retry":
      if (!("node" in request) || typeof request.node !== "string") return undefined;
      return { token, request: { kind: request.kind, node: request.node } };
    case "why": {
      const what = "what" in request ? request.what : undefined;
      if (what !== undefined && typeof what !== "string") return undefined;
      return { token, request: what === undefined ? { kind: "why" } : { kind: "why", what } };
    }
    default:
      return undefined;
  }
}
