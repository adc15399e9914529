import { useComputed } from "@preact/signals";
import { now } from "../client/asked.ts";
import { Icon } from "../parts/icon.tsx";
import { RunMark } from "../parts/state-mark.tsx";
import { at, shown } from "../store/replay.ts";
import { facts, isOnline, live } from "../store/run.ts";
import { theme, turnTheme } from "../store/theme.ts";
import { clockText, countOf, durationText, exactTime, numberText } from "../words.ts";
import { RunControls } from "./run-controls.tsx";
import { isHelpOpen } from "./keys.ts";
import { isListOpen } from "./run-list.tsx";

export function TopBar() {
  const isDark = theme.value === "dark";
  return (
    <header class="top-bar">
      <button
        type="button"
        class="quiet list-button"
        title="Runs"
        aria-label="Show or hide the list of runs"
        aria-expanded={isListOpen.value}
        onClick={() => (isListOpen.value = !isListOpen.value)}
      >
        <Icon name="list" />
      </button>
      <span class="brand">adg</span>
      <RunHead />
      <span class="space" />
      {facts.value !== undefined && <RunControls />}
      <button
        type="button"
        class="quiet"
        title={isDark ? "Light" : "Dark"}
        aria-label={isDark ? "Light colours" : "Dark colours"}
        onClick={turnTheme}
      >
        <Icon name={isDark ? "sun" : "moon"} />
      </button>
      <button type="button" class="quiet" title="Keys (?)" aria-label="Keys" onClick={() => (isHelpOpen.value = true)}>
        <Icon name="help" />
      </button>
    </header>
  );
}

function RunHead() {
  const known = facts.value;
  const snapshot = shown.value;
  const worked = useComputed(() => workedText());
  if (known === undefined || snapshot === undefined) return <h1 class="run-head">Runs</h1>;
  const sum = (state: "done" | "failed" | "running" | "waiting") =>
    snapshot.tasks.reduce((all, counts) => all + countOf(counts, state), 0);
  const counts = (["done", "failed", "running", "waiting"] as const).filter(
    (state) => state === "done" || sum(state) > 0,
  );
  return (
    <div class="run-head">
      <h1 title={`${known.program}, run ${known.run}`}>
        <span class="workflow">{known.workflow}</span>
        <span class="run-id">{known.run}</span>
      </h1>
      <RunMark state={snapshot.state} />
      <span class="worked" title={`Started ${exactTime(known.started)}`}>
        {worked}
      </span>
      <span class="counts">
        {counts.map((state) => (
          <span key={state} class={`count text-${state}`}>
            {numberText(sum(state))} {state}
          </span>
        ))}
      </span>
      {at.value === undefined && goesOn() && <span class="live">live</span>}
    </div>
  );
}

/** How long processes were at work on it; goes on while it runs. */
function workedText(): string {
  const snapshot = shown.value;
  if (snapshot === undefined) return "";
  if (at.value !== undefined || !goesOn()) return durationText(snapshot.worked);
  return clockText(snapshot.worked + Math.max(0, now.value - snapshot.time));
}

/** Whether the run runs, as far as can be known now. */
function goesOn(): boolean {
  return live.value?.state === "running" && live.value.trouble === undefined && isOnline.value;
}
