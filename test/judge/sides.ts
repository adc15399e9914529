/** What the two sides of a comparison have in common: names for nodes and firings that do not depend on timing. */
import type { RuleId } from "../../runtime/src/workflow.ts";

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

/** A firing by its rule, the firing around it, the names of its nodes and, with `every`, the number of its group. */
export const firingText = (rule: RuleId, around: string, nodes: readonly string[], group: number): string =>
  `${around} rule ${rule} (${nodes.join(", ")})${group > 0 ? ` group ${group}` : ""}`;

/** Names firings as they come, and counts them. */
export class Firings {
  /** How often each has fired; a group by what is in it, too. */
  readonly fired = new Map<string, number>();
  readonly #groups = new Map<string, number>();
  readonly #names: Interner;

  constructor(names: Interner) {
    this.#names = names;
  }

  /** Takes note of a firing and answers its name. */
  note(rule: RuleId, around: string, nodes: readonly string[], members: readonly string[] | undefined): string {
    const text = firingText(rule, around, nodes, 0);
    let group = 0;
    if (members !== undefined) {
      count(this.#groups, text);
      group = this.#groups.get(text) ?? 0;
    }
    const name = this.#names.name(firingText(rule, around, nodes, group));
    count(this.fired, members === undefined ? name : `${name}: ${members.join(", ")}`);
    return name;
  }
}

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
