/** The page that a graph is shown in. Nothing in it comes from the network, and no script but ours runs. */
import { escaped } from "./svg.ts";

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The source that the editor serves the extension's files from. */
  readonly source: string;
  readonly nonce: string;
  /** URI of the program, which the page remembers for when the window opens again. */
  readonly state: string;
}

export function pageOf({ script, style, source, nonce, state }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${source}`,
    "img-src data:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>Graph</title>
</head>
<body data-program="${escaped(state)}">
  <div id="bar" role="toolbar" aria-label="Graph">
    <span id="badge" role="status"></span>
    <button id="turn" title="Turn the direction of the graph (T)">Turn</button>
    <button id="fit" title="Show the whole graph (0)">Fit</button>
    <button id="smaller" title="Smaller (-)" aria-label="Smaller">−</button>
    <button id="larger" title="Larger (+)" aria-label="Larger">+</button>
    <button id="export" title="Save the graph as SVG">Export</button>
  </div>
  <main id="view" aria-label="Graph of the program"><p id="empty">Nothing to draw yet.</p></main>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
