/** Draws graphs: what is drawn is plain data, and so is what comes of it. */
export { states, type Arrow, type Box, type Counts, type Drawing, type State } from "./drawing.ts";
export { dotOf, type Direction } from "./dot.ts";
export { filmOf, type Timing } from "./film.ts";
export type { Layout } from "./layout.ts";
export { mermaidOf } from "./mermaid.ts";
export { ink, onDark, paleInk, stateColours } from "./colours.ts";
export { place } from "./place.ts";
export { fold, sceneOf, type Folded } from "./fold.ts";
export { gexfOf, type GexfEdge, type GexfNode } from "./gexf.ts";
export { gifOf, pngOf } from "./raster.ts";
export { escaped, svgOf, type Scene } from "./svg.ts";
