/** What requests say, checked. What is wrong is refused with the place, what was expected and what came. */
import { nodeStates, type Control, type NodesWanted, type NodeState } from "../contract.ts";
import { quoted } from "./guard.ts";
import { Refusal } from "./refusal.ts";

/** Bytes of a body; no honest one is longer. */
const longest = 64 * 1024;
/** Nodes in one answer. */
const mostNodes = 1_000;
const usualNodes = 100;

/** A whole number from 0 on. */
export function wholeNumber(place: string, given: string): number {
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new Refusal(400, `"${place}" must be a whole number from 0 on, and ${quoted(given)} came.`);
}

/** `at` of a query: a position. */
export function positionOf(query: Readonly<Record<string, string>>): number | undefined {
  return query["at"] === undefined ? undefined : wholeNumber("at", query["at"]);
}

/** `tasks`: how many the run has. */
export function nodesWantedOf(query: Readonly<Record<string, string>>, tasks: number): NodesWanted {
  const { task, state, text, skip = "0", most = String(usualNodes) } = query;
  const wanted = {
    skip: wholeNumber("skip", skip),
    most: wholeNumber("most", most),
    ...(task === undefined ? {} : { task: wholeNumber("task", task) }),
    ...(state === undefined ? {} : { state: stateOf(state) }),
    ...(text === undefined ? {} : { text }),
  };
  if (wanted.most < 1 || wanted.most > mostNodes)
    throw new Refusal(400, `"most" must be from 1 to ${mostNodes}, and ${wanted.most} came.`);
  if (wanted.task !== undefined && wanted.task >= tasks)
    throw new Refusal(400, `"task" must be the place of one of ${tasks} tasks, from 0 on, and ${wanted.task} came.`);
  return wanted;
}

function stateOf(given: string): NodeState {
  const state = nodeStates.find((each) => each === given);
  if (state !== undefined) return state;
  throw new Refusal(400, `"state" must be one of ${nodeStates.join(", ")}, and ${quoted(given)} came.`);
}

/** The body of a request, which may not be longer than anybody needs. */
export async function bodyOf({ headers, body }: Request): Promise<string> {
  const tooLong = new Refusal(413, `The body must have ${longest / 1024} KiB at most, and a longer one came.`);
  if (Number(headers.get("content-length") ?? 0) > longest) throw tooLong;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = body?.getReader(); reader !== undefined;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > longest) throw tooLong;
    parts.push(value);
  }
  return Buffer.concat(parts).toString();
}

export function controlOf(body: string): Control {
  const { kind, node } = objectOf(body);
  switch (kind) {
    case "cancel":
    case "pause":
    case "unpause":
    case "resume":
      return { kind };
    case "cancel-node":
    case "retry":
      if (typeof node === "string" && node !== "") return { kind, node };
      throw new Refusal(400, `"node" of the body must be the id of a node, and ${shown(node)} came.`);
    default:
      throw new Refusal(
        400,
        `"kind" of the body must be one of cancel, pause, unpause, resume, cancel-node, retry, and ${shown(kind)} came.`,
      );
  }
}

function objectOf(body: string): { readonly kind?: unknown; readonly node?: unknown } {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw new Refusal(400, `The body must be JSON, and ${quoted(body)} came.`);
  }
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  throw new Refusal(400, `The body must be a JSON object, and ${shown(data)} came.`);
}

const shown = (value: unknown): string => (value === undefined ? "none" : quoted(JSON.stringify(value)));
