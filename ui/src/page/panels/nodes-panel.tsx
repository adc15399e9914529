import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { nodeStates, type NodePage, type NodeState } from "../../contract.ts";
import { runPath } from "../client/api.ts";
import { useAsked } from "../client/asked.ts";
import { walkRows } from "../frame/walk-rows.ts";
import { Icon } from "../parts/icon.tsx";
import { openTask, place } from "../store/choice.ts";
import { at, atQuery, shown } from "../store/replay.ts";
import { facts } from "../store/run.ts";
import { countOf, counted, numberText } from "../words.ts";
import { NodeRow } from "./node-row.tsx";
import { nodesQuery } from "./nodes-query.ts";

const most = 50;

/** The nodes of a task, or of all: those in a state, and those that have a text. */
export function NodesPanel({ task }: { readonly task: number | undefined }) {
  const state = useSignal<NodeState | undefined>(undefined);
  const text = useSignal("");
  const skip = useSignal(0);
  const path = useComputed(() => {
    const { run } = place.value;
    if (run === undefined) return undefined;
    const wanted = { task, state: state.value, text: text.value.trim(), skip: skip.value, most };
    return `${runPath(run)}/nodes?${nodesQuery(wanted)}${atQuery.value}`;
  });
  const answer = useAsked<NodePage>(
    () => path.value,
    () => shown.value,
    { goesOn: ({ nodes }) => at.value === undefined && nodes.some((line) => line.state === "running") },
  );
  const tasks = facts.value?.tasks ?? [];
  const counts = useComputed(() => {
    const all = shown.value?.tasks ?? [];
    const those = task === undefined ? all : all.slice(task, task + 1);
    return nodeStates.map((each) => those.reduce((sum, one) => sum + countOf(one, each), 0));
  });
  const page = answer.value?.value;
  useSignalEffect(() => {
    const total = answer.value?.value?.total ?? Infinity;
    // There are fewer than there were.
    if (skip.peek() >= total) skip.value = Math.max(0, Math.ceil(total / most) - 1) * most;
  });
  const wantedState = (value: string): NodeState | undefined => nodeStates.find((each) => each === value);
  return (
    <section class="nodes-panel" aria-label="Nodes">
      <div class="filters">
        <select
          aria-label="Task"
          value={task ?? ""}
          onChange={({ currentTarget: { value } }) => openTask(value === "" ? undefined : Number(value))}
        >
          <option value="">all tasks</option>
          {tasks.map(({ name }, i) => (
            <option key={i} value={i}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label="State"
          value={state.value ?? ""}
          onChange={({ currentTarget: { value } }) => {
            state.value = wantedState(value);
            skip.value = 0;
          }}
        >
          <option value="">all states</option>
          {nodeStates.map((each, i) => (
            <option key={each} value={each}>
              {each} ({numberText(counts.value[i] ?? 0)})
            </option>
          ))}
        </select>
        <input
          id="search"
          type="search"
          placeholder="Search (/)"
          aria-label="Search by id, task or arguments"
          autocomplete="off"
          spellcheck={false}
          value={text.value}
          onInput={({ currentTarget: { value } }) => {
            text.value = value;
            skip.value = 0;
          }}
        />
      </div>
      {answer.value?.trouble !== undefined && <p class="trouble">{answer.value.trouble}</p>}
      {page !== undefined && page.total === 0 && (
        <p class="empty">{text.value === "" && state.value === undefined ? "No nodes yet." : "No such nodes."}</p>
      )}
      <ul class="rows" onKeyDown={walkRows}>
        {page?.nodes.map((line) => (
          <li key={line.id}>
            <NodeRow line={line} />
          </li>
        ))}
      </ul>
      {page !== undefined && page.total > 0 && (
        <div class="pager">
          <button
            type="button"
            class="quiet"
            aria-label="The ones before"
            disabled={skip.value === 0}
            onClick={() => (skip.value = Math.max(0, skip.value - most))}
          >
            <Icon name="back" />
          </button>
          <span>
            {page.total <= most
              ? counted(page.total, "node")
              : `${numberText(skip.value + 1)}–${numberText(Math.min(page.total, skip.value + most))} of ${numberText(page.total)}`}
          </span>
          <button
            type="button"
            class="quiet"
            aria-label="The ones behind"
            disabled={skip.value + most >= page.total}
            onClick={() => (skip.value += most)}
          >
            <Icon name="forward" />
          </button>
        </div>
      )}
    </section>
  );
}
