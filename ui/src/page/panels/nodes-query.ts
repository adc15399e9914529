import type { NodesWanted } from "../../contract.ts";

/** As the server reads it. */
export function nodesQuery({
  task,
  state,
  text,
  skip,
  most,
}: { readonly [K in keyof NodesWanted]: NodesWanted[K] | undefined }): string {
  const query = new URLSearchParams();
  if (task !== undefined) query.set("task", String(task));
  if (state !== undefined) query.set("state", state);
  if (text !== undefined && text !== "") query.set("text", text);
  query.set("skip", String(skip ?? 0));
  query.set("most", String(most ?? 50));
  return query.toString();
}
