import type { Feature } from "./feature.ts";
import { callHierarchy } from "./features/call-hierarchy.ts";
import { codeActions } from "./features/code-actions.ts";
import { codeLenses } from "./features/code-lenses.ts";
import { completion } from "./features/completion.ts";
import { definition } from "./features/definition.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { formatting } from "./features/formatting.ts";
import { graph } from "./features/graph.ts";
import { hover } from "./features/hover.ts";
import { inlayHints } from "./features/inlay-hints.ts";
import { paths } from "./features/paths.ts";
import { ranges } from "./features/ranges.ts";
import { references } from "./features/references.ts";
import { rename } from "./features/rename.ts";
import { semanticTokens } from "./features/semantic-tokens.ts";
import { signatureHelp } from "./features/signature-help.ts";
import { symbols } from "./features/symbols.ts";

/** All that the server does. */
export const features: readonly Feature[] = [
  callHierarchy,
  codeActions,
  codeLenses,
  completion,
  definition,
  diagnostics,
  formatting,
  graph,
  hover,
  inlayHints,
  paths,
  ranges,
  references,
  rename,
  semanticTokens,
  signatureHelp,
  symbols,
];
