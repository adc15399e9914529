/** Colours of pictures: those of the states can be told apart by those who see no red or no green (Okabe and Ito, 2008). */
import type { State } from "./drawing.ts";

export const stateColours: Readonly<Record<State, string>> = {
  done: "#009e73",
  failed: "#d55e00",
  running: "#56b4e9",
  waiting: "#d0d7de",
  skipped: "#cc79a7",
  cancelled: "#e69f00",
};

export const ink = "#1f2328";
export const paleInk = "#59636e";
export const paper = "#ffffff";
export const boxColour = "#f6f8fa";
export const quietLine = "#b1bac4";

/** In the place of those that are made for white paper: of a page on a dark screen, by its style. */
export const onDark: Readonly<Record<string, string>> = {
  [ink]: "#e6edf3",
  [paleInk]: "#9198a1",
  [paper]: "#0d1117",
  [boxColour]: "#161b22",
  [quietLine]: "#57606a",
  [stateColours.waiting]: "#3d444d",
};
