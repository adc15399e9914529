import type { NodeState, RuleStanding, RunStanding } from "../../contract.ts";
import { Icon, type IconName } from "./icon.tsx";

/** How a node stands, as a drawing and, where asked for, as a word. */
export function StateMark({ state, isBare = false }: { readonly state: NodeState; readonly isBare?: boolean }) {
  return (
    <span class={`mark state-${state}`} data-state={state}>
      <Icon name={state} />
      <span class={isBare ? "unseen" : ""}>{state}</span>
    </span>
  );
}

const standings: Readonly<Record<RunStanding, { readonly icon: IconName; readonly as: NodeState }>> = {
  waiting: { icon: "waiting", as: "waiting" },
  running: { icon: "running", as: "running" },
  paused: { icon: "paused", as: "cancelled" },
  succeeded: { icon: "done", as: "done" },
  failed: { icon: "failed", as: "failed" },
  interrupted: { icon: "stopped", as: "cancelled" },
  "cut off": { icon: "broken", as: "skipped" },
  refused: { icon: "failed", as: "failed" },
};

export function RunMark({ state, isBare = false }: { readonly state: RunStanding; readonly isBare?: boolean }) {
  const { icon, as } = standings[state];
  return (
    <span class={`mark state-${as} ${state === "running" ? "alive" : ""}`} data-state={state}>
      <Icon name={icon} />
      <span class={isBare ? "unseen" : ""}>{state}</span>
    </span>
  );
}

const ruleMarks: Readonly<Record<RuleStanding["state"], { readonly icon: IconName; readonly as: NodeState }>> = {
  open: { icon: "waiting", as: "waiting" },
  fired: { icon: "done", as: "done" },
  closed: { icon: "minus", as: "waiting" },
  blocked: { icon: "cancelled", as: "failed" },
};

export function RuleMark({ state }: { readonly state: RuleStanding["state"] }) {
  const { icon, as } = ruleMarks[state];
  return (
    <span class={`mark state-${as}`}>
      <Icon name={icon} />
    </span>
  );
}
