import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { facts, live } from "../store/run.ts";
import { countOf, numberText } from "../words.ts";

/** So long lies between two announcements of progress, in ms. */
const every = 15_000;

/** Says how the run stands to those who do not see it. */
export function Announcer() {
  const text = useSignal("");
  const last = useRef({ state: "", time: 0 });
  useSignalEffect(() => {
    const snapshot = live.value;
    const workflow = facts.value?.workflow;
    if (snapshot === undefined || workflow === undefined) return;
    const now = Date.now();
    if (snapshot.state === last.current.state && now - last.current.time < every) return;
    last.current = { state: snapshot.state, time: now };
    const sum = (state: "done" | "failed") => snapshot.tasks.reduce((all, each) => all + countOf(each, state), 0);
    text.value = `${workflow}: ${snapshot.state}, ${numberText(sum("done"))} done, ${numberText(sum("failed"))} failed`;
  });
  return (
    <div class="unseen" aria-live="polite">
      {text}
    </div>
  );
}
