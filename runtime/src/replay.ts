/** A run rebuilt from what came of its nodes: its rules are replayed, and no task runs. Pure. */
import type { Recorded } from "./recorded.ts";
import type { RunState } from "./state.ts";
import { step } from "./step.ts";
import type { Command } from "./event.ts";
import type { Value } from "./workflow.ts";

/** An attempt that is to run and of which nothing is known. */
export type Open = Extract<Command, { readonly kind: "submit" }>;

/**
 * Takes a run, of which nothing has happened yet, as far as is known, or up to so many outcomes. Answers the attempts that were to run
 * then, by node.
 */
export function replay(
  state: RunState,
  inputs: Readonly<Record<string, Value>>,
  recorded: Recorded,
  until = Infinity,
): ReadonlyMap<number, Open> {
  const open = new Map<number, Open>();
  let commands = step(state, { kind: "started", inputs });
  for (;;) {
    let isUnfinished = false;
    for (const command of commands) {
      if (command.kind === "submit") {
        if (!recorded.offer(command.node)) open.set(command.node, command);
      } else if (command.kind === "cancel") open.delete(command.node);
      else if (command.kind === "continue") isUnfinished = true;
    }
    const event = isUnfinished ? ({ kind: "continued" } as const) : nextOf(recorded, until);
    if (event === undefined) return open;
    commands = step(state, event);
  }
}

function nextOf(recorded: Recorded, until: number): ReturnType<Recorded["next"]> {
  return recorded.recalled < until ? recorded.next() : undefined;
}
