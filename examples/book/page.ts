/** How a page of the book looks: A5 in points (1/72 inch), with the origin in the upper left corner. */
export const page = {
  width: 419.53,
  height: 595.28,
  left: 53,
  right: 53,
  /** First line of text below the running head. */
  top: 68,
  bottom: 64,
  /** Base line of the running head, and of the page number. */
  head: 44,
  foot: 595.28 - 34,
} as const;

/** Width of the text. */
export const measure = page.width - page.left - page.right;

/** Lowest place that text may reach. */
export const floor = page.height - page.bottom;

export const colour = {
  text: "#1f2328",
  quiet: "#6b7280",
  hairline: "#d5d9e0",
  accent: "#0b6e75",
  link: "#0b5c8a",
  code: "#7a3414",
  band: "#f4f5f2",
  cover: "#0d2f3a",
  coverText: "#ffffff",
  coverQuiet: "#a9c7c9",
} as const;

/** A font with its size and colour. The names are those of the 14 fonts that every PDF viewer has. */
export interface Style {
  readonly font: string;
  readonly size: number;
  readonly colour: string;
}

const body = 10;

/** Distance from one base line to the next, in units of the size of the text. */
export const leading = 1.4;

/** The styles of running text. */
export const text = {
  roman: { font: "Times-Roman", size: body, colour: colour.text },
  italic: { font: "Times-Italic", size: body, colour: colour.text },
  bold: { font: "Times-Bold", size: body, colour: colour.text },
  boldItalic: { font: "Times-BoldItalic", size: body, colour: colour.text },
  mono: { font: "Courier", size: body * 0.88, colour: colour.code },
  head: { font: "Times-Italic", size: 9, colour: colour.quiet },
  listing: { font: "Courier", size: 7.8, colour: colour.text },
} as const satisfies Record<string, Style>;

/** The styles of headings, by level. */
export function headingStyle(level: number): Style {
  const size = level === 1 ? 22 : level === 2 ? 13 : 10.5;
  return { font: "Helvetica-Bold", size, colour: level === 1 ? colour.accent : colour.text };
}
