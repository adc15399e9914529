/** How a run stood after each outcome, or after every so many of them where there are many nodes. Pure but for reading the run. */
import { ruleStories, stateCounts, type Mirror } from "@adg/runtime/asked";
import { nodeStates, type RuleStanding } from "@adg/ui";

/** What there was after so many outcomes. Nodes that could run count as running. */
export interface Sample {
  readonly position: number;
  readonly tasks: readonly (readonly number[])[];
  readonly rules: readonly RuleStanding[];
  readonly nodes: number;
  readonly edges: number;
}

export function sampleOf({ state, position }: Mirror): Sample {
  return {
    position,
    tasks: stateCounts(state, nodeStates),
    rules: ruleStories(state).map(({ state, fired, blocked }) => ({ state, fired, blocked })),
    nodes: state.entered,
    edges: state.graph.edgeCount,
  };
}

/** So many at most: a slider has no more stops. */
const most = 4_000;

/** A sample looks at every node: each outcome is to pay for so many. */
const share = 500;

export class Samples {
  #samples: Sample[] = [];
  #next = 0;

  /** Sees the run after each outcome. */
  see(mirror: Mirror): void {
    if (mirror.position < this.#next) return;
    this.#samples.push(sampleOf(mirror));
    const { position, state } = mirror;
    if (this.#samples.length > most) this.#samples = this.#samples.filter((_, i) => i % 2 === 0);
    const apart = Math.ceil(position / most) + Math.floor(state.entered / share);
    this.#next = position + Math.max(1, apart);
  }

  /** The last one that is not behind a position. */
  at(position: number): Sample | undefined {
    let [low, high] = [0, this.#samples.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#samples[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#samples[low - 1];
  }
}
