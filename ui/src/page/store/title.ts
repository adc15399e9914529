/** What the browser's tab is called. */
import { effect } from "@preact/signals";
import { facts, live } from "./run.ts";

export function followTitle(): void {
  effect(() => {
    const workflow = facts.value?.workflow;
    document.title = workflow === undefined ? "adg runs" : `${live.value?.state ?? ""} · ${workflow} · adg`;
  });
}
