/** What the two sides of a comparison have in common: names for nodes and firings that do not depend on timing. */
import type { RuleId } from "../../runtime/src/workflow.ts";

/** The language does not say what must happen. */
export class Ambiguous extends Error {}

/** The program grows too large to be judged by the reference. */
export class TooLarge extends Error {}

/** Short names for long paths. */
export class Interner {
  readonly #known = new Map<string, string>();

  name(text: string): string {
    let name = this.#known.get(text);
    if (name === undefined) this.#known.set(text, (name = `#${this.#known.size}`));
    return name;
  }
}

/** A firing by its rule, the firing around it and the names of its nodes. */
export const firingText = (rule: RuleId, around: string, nodes: readonly string[]): string =>
  `${around} rule ${rule} (${nodes.join(", ")})`;

/** What a finished run is, part by part. */
export type Result = Readonly<Record<string, unknown>>;

/** Messages of failures inside outcomes are no matter here. */
export function withoutMessages(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMessages);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, name === "error" ? "" : withoutMessages(field)]);
  return Object.fromEntries(fields);
}

export const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
