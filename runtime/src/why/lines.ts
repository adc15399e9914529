/** Lines, each with those below it. */
export interface Line {
  readonly text: string;
  readonly below: readonly Line[];
}

export const line = (text: string, below: readonly Line[] = []): Line => ({ text, below });

/** A line, and what is the only reason for it on the same line. */
export const joined = (text: string, below: readonly Line[]): Line => {
  const [only] = below;
  return only !== undefined && below.length === 1
    ? line(`${text}: ${only.text}`, only.below)
    : line(below.length === 0 ? text : `${text}:`, below);
};

/** Two spaces a level. */
export function render(root: Line): string {
  const lines: string[] = [];
  const todo: { readonly at: Line; readonly depth: number }[] = [{ at: root, depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { at, depth } = next;
    lines.push(`${"  ".repeat(depth)}${at.text}`);
    for (const below of at.below.toReversed()) todo.push({ at: below, depth: depth + 1 });
  }
  return lines.join("\n");
}
