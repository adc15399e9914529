/** One question under way: what may be said yet, and what has been said. */
import { regionGround, scopeGround, waitingByRule, type Ground } from "./ground.ts";
import type { Region } from "../region.ts";
import type { NodeSet, RunState, ScopeRun, Tuple } from "../state.ts";
import type { RuleId } from "../workflow.ts";
import type { Limits, Surroundings } from "./answer.ts";

export const usualLimits: Limits = { examples: 3, depth: 24, inTurn: 4, size: 300 };

export class Asking {
  readonly state: RunState;
  readonly surroundings: Surroundings;
  readonly limits: Limits;
  #left: number;
  readonly #waiting = new Map<ScopeRun, ReadonlyMap<RuleId, readonly Tuple[]>>();
  readonly #grounds = new Map<ScopeRun | Region, Ground>();

  constructor(state: RunState, surroundings: Surroundings, limits: Limits) {
    this.state = state;
    this.surroundings = surroundings;
    this.limits = limits;
    this.#left = limits.size;
  }

  /** How many of so many things may be named; they count as named. */
  take(count: number): number {
    const taken = Math.max(0, Math.min(count, this.limits.examples, this.#left));
    this.#left -= taken;
    return taken;
  }

  /** Whether one more thing may be named; it counts as named. */
  takeOne(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }

  /** What waits in a use of a scope, by rule. */
  waitingIn(scope: ScopeRun): ReadonlyMap<RuleId, readonly Tuple[]> {
    let waiting = this.#waiting.get(scope);
    if (waiting === undefined) this.#waiting.set(scope, (waiting = waitingByRule(scope)));
    return waiting;
  }

  groundOf({ scope, region }: Pick<NodeSet, "scope" | "region">): Ground {
    const of = region ?? scope;
    let ground = this.#grounds.get(of);
    if (ground === undefined) {
      ground =
        region === undefined
          ? scopeGround(scope, () => this.waitingIn(scope))
          : regionGround(this.state, region, () => this.waitingIn(scope));
      this.#grounds.set(of, ground);
    }
    return ground;
  }
}
