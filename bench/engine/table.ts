/** Rows of text, the head first. */
export type Table = readonly (readonly string[])[];

/** The table in Markdown, which can be read as it is. The first column is aligned to the left, the others to the right. */
export function tableText(table: Table): string {
  const widths = (table[0] ?? []).map((_, at) => Math.max(3, ...table.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]): string =>
    line(widths.map((width, at) => (at === 0 ? (row[at] ?? "").padEnd(width) : (row[at] ?? "").padStart(width))));
  const rule = line(widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)));
  const [head = [], ...rows] = table;
  return [padded(head), rule, ...rows.map(padded)].join("\n");
}

/** A whole number with its thousands set apart. */
export const count = (n: number): string => Math.round(n).toLocaleString("en-US");

/** The digits that say something. */
export const digits = (n: number): string => (n >= 100 ? count(n) : String(Number(n.toPrecision(n >= 10 ? 3 : 2))));
