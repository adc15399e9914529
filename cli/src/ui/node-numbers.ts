/** Numbers of the nodes of a run that grows, by their ids. */
import { nodeId, type Mirror } from "@adg/runtime/asked";

type State = Mirror["state"];

export class NodeNumbers {
  readonly #byId = new Map<string, number>();
  #known = 0;

  /** `guess`: what it most likely is. Programs that differ give one node different numbers, and one journal may be of several. */
  of(state: State, id: string, guess: number): number | undefined {
    if (guess < state.entered && nodeId(state, guess) === id) return guess;
    for (; this.#known < state.entered; this.#known += 1) this.#byId.set(nodeId(state, this.#known), this.#known);
    return this.#byId.get(id);
  }
}
