import type { Feature } from "./feature.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { formatting } from "./features/formatting.ts";
import { graph } from "./features/graph.ts";

/** All that the server does. */
export const features: readonly Feature[] = [diagnostics, formatting, graph];
