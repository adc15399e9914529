import { styleText } from "node:util";

/** Sets a style, or does nothing where styles are not wanted. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** What NO_COLOR, FORCE_COLOR and the kind of the terminal say about styles on this stream, asked once. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  const isWanted = styleText("bold", "x", { stream }) !== "x";
  return isWanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
