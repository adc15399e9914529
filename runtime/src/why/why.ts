/** Why a rule has not fired, and why a node is as it is: what the command line and others ask. */
export type * from "./answer.ts";
export { usualLimits } from "./asking.ts";
export { whyNode } from "./node.ts";
export { whyRule } from "./rule.ts";
export { selectNode, selectRule } from "./select.ts";
export { whyText } from "./text.ts";
export { ask, type Asked } from "./ask.ts";
