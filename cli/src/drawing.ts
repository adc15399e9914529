/** What it takes to draw pictures: loaded when the first one is due, since it takes longer than many a run. */
export { frameLines } from "./frame.ts";
export { Screen } from "./screen.ts";
