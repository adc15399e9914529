import stringWidth from "string-width";

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** How many columns the text takes on a terminal: none for an accent, two for most of Chinese. */
export function widthOf(text: string): number {
  return isAscii(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter();

/** Plain text, cut where it is wider than so many columns. */
export function cutText(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let left = width - 1;
  for (const { segment } of graphemes.segment(text)) {
    left -= widthOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text with spaces to so many columns; numbers stand to the right. */
export function padText(text: string, width: number, side: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return side === "left" ? text + spaces : spaces + text;
}
