/** Pictures of pixels. */
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import gifenc from "gifenc";
import type { Timing } from "./film.ts";
import { fontFamily } from "./svg.ts";

const font = fileURLToPath(import.meta.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf"));

/** Characters that are not in it; a machine's own fonts may have them, and take a while to be looked through. */
const foreign = /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Common}]/u;

/** A picture is no wider and no higher than so many pixels. */
const mostPixels = 8_000;

function drawn(svg: string, scale: number) {
  const size = /width="(\d+)" height="(\d+)"/.exec(svg);
  const [width = 1, height = 1] = size?.slice(1).map(Number) ?? [];
  return new Resvg(svg, {
    fitTo: { mode: "zoom", value: Math.min(scale, mostPixels / Math.max(width, height)) },
    font: {
      fontFiles: [font],
      loadSystemFonts: foreign.test(svg),
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  }).render();
}

/** Twice as large as drawn, for screens with fine pixels. */
export function pngOf(svg: string): Uint8Array {
  return drawn(svg, 2).asPng();
}

/** A film that plays again and again. All scenes have the same size. `onScene` is called after each. */
export function gifOf(svgs: readonly string[], { scene, rest }: Timing, onScene: () => void = () => {}): Uint8Array {
  const { GIFEncoder, quantize, applyPalette } = gifenc;
  const gif = GIFEncoder();
  for (const [i, svg] of svgs.entries()) {
    const { pixels, width, height } = drawn(svg, 1);
    const colours = quantize(pixels, 64);
    const delay = i === svgs.length - 1 ? scene + rest : scene;
    gif.writeFrame(applyPalette(pixels, colours), width, height, { palette: colours, delay });
    onScene();
  }
  gif.finish();
  return gif.bytes();
}
