import type { RunStanding } from "../../contract.ts";
import { Icon } from "../parts/icon.tsx";
import { asked, control, question } from "../store/controls.ts";
import { at } from "../store/replay.ts";
import { facts, isOnline, live } from "../store/run.ts";

/** How runs stand that can be taken up again. */
const open: ReadonlySet<RunStanding | undefined> = new Set<RunStanding>(["cut off", "failed", "interrupted"]);

/** Pause, go on, cancel: what can be asked of a run that goes on; resume: of one that does not. */
export function RunControls() {
  const state = live.value?.state;
  const goesOn = state === "running" || state === "paused";
  const cannot = asked.value !== undefined || !isOnline.value || at.value !== undefined;
  if (open.has(state) && facts.value?.canResume === true) return <Resume cannot={cannot} />;
  if (!goesOn) return null;
  return (
    <div class="run-controls" role="group" aria-label="Control of the run">
      {state === "paused" ? (
        <button type="button" disabled={cannot} onClick={() => void control({ kind: "unpause" })}>
          <Icon name="running" /> <span class="word">Go on</span>
        </button>
      ) : (
        <button
          type="button"
          disabled={cannot}
          title="Nothing more starts; what runs goes on to its end"
          onClick={() => void control({ kind: "pause" })}
        >
          <Icon name="paused" /> <span class="word">Pause</span>
        </button>
      )}
      <button
        type="button"
        class="danger"
        disabled={cannot}
        onClick={() =>
          (question.value = {
            text: "Cancel this run? What runs at this moment is stopped, and nothing more starts.",
            yes: "Cancel the run",
            control: { kind: "cancel" },
          })
        }
      >
        <Icon name="stopped" /> <span class="word">Cancel</span>
      </button>
    </div>
  );
}

function Resume({ cannot }: { readonly cannot: boolean }) {
  return (
    <div class="run-controls" role="group" aria-label="Control of the run">
      <button
        type="button"
        disabled={cannot}
        title="Goes on where the run was; what has succeeded does not run again"
        onClick={() => void control({ kind: "resume" })}
      >
        <Icon name="again" /> <span class="word">Resume</span>
      </button>
    </div>
  );
}
