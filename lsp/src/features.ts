import type { Feature } from "./feature.ts";
import { completion } from "./features/completion.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { formatting } from "./features/formatting.ts";
import { graph } from "./features/graph.ts";
import { signatureHelp } from "./features/signature-help.ts";

/** All that the server does. */
export const features: readonly Feature[] = [completion, diagnostics, formatting, graph, signatureHelp];
