import { padText, widthOf } from "./text-width.ts";

/** Rows as columns that stand under each other. `sides`: for each column, `l` where its texts begin at the left, `r` where they end at the right. */
export function columns(rows: readonly (readonly string[])[], sides: string): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, i) => padText(cell, widths[i] ?? 0, sides[i] === "r" ? "right" : "left"))
      .join("  ")
      .trimEnd(),
  );
}
