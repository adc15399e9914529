const START = "<!-- figures -->";
const END = "<!-- end of figures -->";

/** A document with other figures between its marks. */
export function withFigures(document: string, figures: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start === -1 || end < start) throw new Error(`The document has no "${START}" with "${END}" after it.`);
  return `${document.slice(0, start + START.length)}\n\n${figures}\n\n${document.slice(end)}`;
}
