/** Shows runs to browsers: where runs come from is told by a `RunsSource`. */
export * from "../contract.ts";
export { serveUi, type UiOptions, type UiServer } from "./serve-ui.ts";
