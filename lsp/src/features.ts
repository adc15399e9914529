import type { Feature } from "./feature.ts";
import { codeActions } from "./features/code-actions.ts";
import { codeLenses } from "./features/code-lenses.ts";
import { completion } from "./features/completion.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { formatting } from "./features/formatting.ts";
import { graph } from "./features/graph.ts";
import { inlayHints } from "./features/inlay-hints.ts";
import { signatureHelp } from "./features/signature-help.ts";

/** All that the server does. */
export const features: readonly Feature[] = [
  codeActions,
  codeLenses,
  completion,
  diagnostics,
  formatting,
  graph,
  inlayHints,
  signatureHelp,
];
