import { signal } from "@preact/signals";
import type { RunLine } from "../../contract.ts";
import { now } from "../client/asked.ts";
import { RunMark } from "../parts/state-mark.tsx";
import { openRun, pane, place } from "../store/choice.ts";
import { facts, live } from "../store/run.ts";
import { runs } from "../store/runs.ts";
import { clockText, durationText, exactTime, numberText, whenText } from "../words.ts";
import { asInHead } from "./as-in-head.ts";
import { walkRows } from "./walk-rows.ts";

/** In a wide window; a narrow one has a tab for it. */
export const isListOpen = signal(true);

/** Those that go on come first, the others newest first. */
export function ordered(lines: readonly RunLine[]): readonly RunLine[] {
  const goesOn = ({ state }: RunLine): boolean => state === "running" || state === "paused";
  return [...lines.filter(goesOn), ...lines.filter((line) => !goesOn(line))];
}

export function RunList() {
  const [run, head] = [facts.value?.run, live.value];
  const lines = runs.value?.map((line) => asInHead(line, run, head));
  return (
    <nav class={`run-list ${isListOpen.value ? "" : "hidden"}`} aria-label="Runs">
      {lines === undefined && <p class="empty">Asking for the runs …</p>}
      {lines?.length === 0 && (
        <p class="empty">
          No runs yet. Start one with <code>adg run FILE.adg</code>; it shows up here.
        </p>
      )}
      {lines !== undefined && (
        <ul onKeyDown={walkRows}>
          {ordered(lines).map((line) => (
            <li key={line.run}>
              <Line line={line} />
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

function Line({ line }: { readonly line: RunLine }) {
  const isChosen = line.run === place.value.run;
  const isLive = line.state === "running" || line.state === "paused";
  const open = (): void => {
    openRun(line.run);
    pane.value = "graph";
  };
  return (
    <button
      type="button"
      class={`row run-line ${isChosen ? "chosen" : ""}`}
      aria-current={isChosen ? "true" : undefined}
      title={`${line.program}, run ${line.run}, started ${exactTime(line.started)}`}
      onClick={open}
    >
      <span class="first">
        <span class="workflow">{line.workflow}</span>
        <RunMark state={line.state} />
      </span>
      <span class="second run-id">{line.run}</span>
      <span class="second">
        {line.started > 0 && whenText(line.started, now.value)}
        {line.trouble === undefined && (
          <>
            {" · "}
            {isLive ? clockText(line.worked) : durationText(line.worked)}
            {" · "}
            {numberText(line.done)} done
            {line.failed > 0 && <span class="text-failed whole">, {numberText(line.failed)} failed</span>}
          </>
        )}
      </span>
      {line.trouble !== undefined && <span class="second text-failed">{line.trouble}</span>}
    </button>
  );
}
