import type { NodeLine } from "../../contract.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { openNode, place } from "../store/choice.ts";
import { facts } from "../store/run.ts";
import { shortLabel } from "../short-label.ts";
import { durationText } from "../words.ts";

/** A node in a list; a click opens it. */
export function NodeRow({ line }: { readonly line: NodeLine }) {
  const name = facts.value?.tasks[line.task]?.name ?? "";
  return (
    <button
      type="button"
      class={`row node-row ${place.value.node === line.id ? "chosen" : ""}`}
      title={`${name}(${line.label ?? ""})\n${line.id}`}
      onClick={() => openNode(line.id)}
    >
      <StateMark state={line.state} isBare />
      <span class="call">
        {name}
        {line.label !== undefined && <span class="args">({shortLabel(line.label)})</span>}
      </span>
      {line.attempt !== undefined && line.attempt > 1 && <span class="attempt">attempt {line.attempt}</span>}
      {line.took !== undefined && <span class="took">{durationText(line.took)}</span>}
    </button>
  );
}
