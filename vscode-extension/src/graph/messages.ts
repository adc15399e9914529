/** What the extension and the graph's page tell each other. */
import type { Direction, WantedDirection } from "./dot.ts";
import type { Graph } from "./graph.ts";

export type ToPage =
  | { readonly kind: "picture"; readonly graph: Graph; readonly badge: string; readonly direction: WantedDirection }
  /** Ids of the drawing. `reveal`: bring the first of them into view. */
  | { readonly kind: "mark"; readonly keys: readonly string[]; readonly reveal: boolean }
  | { readonly kind: "export" };

export type FromPage =
  | { readonly kind: "ready" }
  /** A box or an arrow (its id in the drawing) was chosen. */
  | { readonly kind: "choose"; readonly key: string }
  | { readonly kind: "direction"; readonly direction: Direction }
  | { readonly kind: "export"; readonly svg: string }
  /** The drawing shows, or why it cannot. */
  | { readonly kind: "drawn"; readonly boxes: number }
  | { readonly kind: "failed"; readonly message: string };
