/** What stands behind the `#` of the page's address: what is looked at and, once, the token. */
export interface Place {
  readonly run?: string;
  /** A node's id. */
  readonly node?: string;
  /** The place of the task whose nodes are listed. */
  readonly task?: number;
}

/** Answers the place, and the token where the address has one. What is not understood is passed over. */
export function readAddress(hash: string): { readonly place: Place; readonly token?: string } {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [run, node, task, token] = ["run", "node", "task", "token"].map((name) => given.get(name) ?? "");
  return {
    place: {
      ...(run === "" || run === undefined ? {} : { run }),
      ...(node === "" || node === undefined ? {} : { node }),
      ...(/^\d{1,6}$/.test(task ?? "") ? { task: Number(task) } : {}),
    },
    ...(token === "" || token === undefined ? {} : { token }),
  };
}

export function addressOf({ run, node, task }: Place): string {
  const told = new URLSearchParams();
  if (run !== undefined) told.set("run", run);
  if (task !== undefined) told.set("task", String(task));
  if (node !== undefined) told.set("node", node);
  const text = told.toString();
  return text === "" ? "#" : `#${text}`;
}
