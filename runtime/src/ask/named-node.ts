/** The node that people mean by what they write. Pure. */

/** A node as it can be named. */
export interface NameableNode {
  readonly node: string;
  readonly task: string;
  /** JSON text of the arguments, where it is known. */
  readonly args?: string | undefined;
}

/**
 * The nodes that a text may mean: by their id or its beginning, else by their task, followed or not by an argument (`pdf a.md`,
 * `pdf "a.md"`, `pdf("a.md")`) or the end of one that is a path.
 */
export function namedNodes<T extends NameableNode>(nodes: readonly T[], text: string): readonly T[] {
  const wanted = text.trim();
  if (wanted === "") return [];
  const exact = nodes.filter(({ node }) => node === wanted);
  if (exact.length > 0) return exact;
  const ofTask = nodes.filter(({ task }) => task === wanted);
  if (ofTask.length > 0) return ofTask;
  const byId = nodes.filter(({ node, task }) => node.startsWith(wanted) && wanted.length > task.length + 1);
  if (byId.length > 0) return byId;
  const called = nodes.filter(({ task }) => wanted.startsWith(task) && /^[\s(]/.test(wanted.slice(task.length)));
  return firstOf(
    called.filter(({ task, args }) => isArgument(args, argumentIn(wanted, task), (a, b) => a === b)),
    called.filter(({ task, args }) => isArgument(args, argumentIn(wanted, task), (a, b) => a.endsWith(`/${b}`))),
  );
}

/** Whether the text names a task of one of the nodes, and perhaps an argument that is not known. */
export function namesTask(nodes: readonly NameableNode[], text: string): boolean {
  return nodes.some(({ task }) => text.trim() === task || /^[\s(]/.test(text.trim().slice(task.length)));
}

function argumentIn(wanted: string, task: string): string {
  const rest = wanted.slice(task.length).trim();
  return /^\((.*)\)$/s.exec(rest)?.[1]?.trim() ?? rest;
}

function isArgument(
  args: string | undefined,
  wanted: string,
  isSame: (text: string, wanted: string) => boolean,
): boolean {
  if (args === undefined || args.startsWith("sha256:")) return false;
  const values = JSON.parse(args) as readonly unknown[];
  return (
    args.slice(1, -1) === wanted ||
    values.some((value) =>
      typeof value === "string" ? isSame(value, unquoted(wanted)) : JSON.stringify(value) === wanted,
    )
  );
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

function firstOf<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find((list) => list.length > 0) ?? [];
}
