import { Icon } from "../parts/icon.tsx";
import { at, backToNow, moveTo, playing, shown, step, togglePlay } from "../store/replay.ts";
import { live } from "../store/run.ts";
import { durationText, numberText } from "../words.ts";

/** Replays the run from its journal, forwards and backwards. */
export function ReplayBar() {
  const total = live.value?.total ?? 0;
  const position = at.value ?? total;
  const isForwards = playing.value === 1;
  const isBackwards = playing.value === -1;
  return (
    <div class="replay-bar" role="group" aria-label="Replay">
      <button
        type="button"
        class="quiet"
        title="Play backwards (<)"
        aria-label={isBackwards ? "Stop" : "Play backwards"}
        disabled={total === 0}
        onClick={() => togglePlay(-1)}
      >
        <Icon name={isBackwards ? "paused" : "rewind"} />
      </button>
      <button
        type="button"
        class="quiet"
        title="One outcome back (,)"
        aria-label="One outcome back"
        disabled={position === 0}
        onClick={() => step(-1)}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="quiet"
        title="One outcome on (.)"
        aria-label="One outcome on"
        disabled={at.value === undefined}
        onClick={() => step(1)}
      >
        <Icon name="forward" />
      </button>
      <button
        type="button"
        class="quiet"
        title="Play forwards (>)"
        aria-label={isForwards ? "Stop" : "Play forwards"}
        disabled={total === 0}
        onClick={() => togglePlay(1)}
      >
        <Icon name={isForwards ? "paused" : "running"} />
      </button>
      <input
        type="range"
        min={0}
        max={total}
        step={1}
        value={position}
        aria-label="Position in the run"
        aria-valuetext={`${numberText(position)} of ${numberText(total)} outcomes`}
        onInput={(event) => {
          playing.value = 0;
          moveTo(event.currentTarget.valueAsNumber);
        }}
      />
      <span class="position">
        {numberText(position)} / {numberText(total)}
        {at.value !== undefined && shown.value !== undefined && (
          <span class="moment"> at {durationText(shown.value.worked)}</span>
        )}
      </span>
      <button type="button" class="now" title="Back to now (n)" disabled={at.value === undefined} onClick={backToNow}>
        Now
      </button>
    </div>
  );
}
