/** The comments between two tokens. */
export interface Comment {
  readonly text: string;
  /** `behind` the token before, in its line, or in a line of its own `above` the next. */
  readonly place: "behind" | "above";
  /** Where it begins in its line, for one that has the line to itself. */
  readonly column: number;
  /** Whether a blank line stands before it. */
  readonly apart: boolean;
}

/** The comments in what stands between two tokens, which is white space otherwise. */
export function commentsIn(gap: string): readonly Comment[] {
  if (!gap.includes("//")) return [];
  const lines = gap.split("\n");
  return lines.flatMap((line, index) => {
    const column = line.indexOf("//");
    if (column < 0) return [];
    const apart = index > 1 && lines[index - 1]?.trim() === "";
    return [{ text: line.slice(column).trimEnd(), place: index === 0 ? "behind" : "above", column, apart }];
  });
}
