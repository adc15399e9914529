/** Keys that work wherever the focus is, but where text is written. */
import { signal } from "@preact/signals";
import { closeNode, openPanel, openTask, place, view } from "../store/choice.ts";
import { backToNow, step, togglePlay } from "../store/replay.ts";
import { facts } from "../store/run.ts";
import { turnTheme } from "../store/theme.ts";

export const isHelpOpen = signal(false);

interface Key {
  readonly key: string;
  readonly does: string;
  /** Only while a run is shown. */
  readonly ofRun?: true;
  readonly act: () => void;
}

export const keys: readonly Key[] = [
  { key: "/", does: "search the nodes", ofRun: true, act: search },
  { key: "g", does: "graph of tasks", ofRun: true, act: () => (view.value = "graph") },
  { key: "e", does: "show everything", ofRun: true, act: () => (view.value = "everything") },
  { key: "r", does: "rules", ofRun: true, act: () => openPanel("rules") },
  { key: "i", does: "inputs and outputs", ofRun: true, act: () => openPanel("about") },
  { key: ",", does: "one outcome back", ofRun: true, act: () => step(-1) },
  { key: ".", does: "one outcome on", ofRun: true, act: () => step(1) },
  { key: "<", does: "play backwards, or stop", ofRun: true, act: () => togglePlay(-1) },
  { key: ">", does: "play forwards, or stop", ofRun: true, act: () => togglePlay(1) },
  { key: "n", does: "back to now", ofRun: true, act: backToNow },
  { key: "t", does: "dark or light", act: turnTheme },
  { key: "?", does: "these keys", act: () => (isHelpOpen.value = true) },
];

/** Told beside them. */
export const otherKeys: readonly (readonly [string, string])[] = [
  ["+ − 0", "graph and timeline: larger, smaller, all of it"],
  ["arrows", "graph and timeline: move; lists: up and down"],
  ["Enter", "open what has the focus"],
  ["Esc", "close the node, then the list of its task"],
];

export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.key === "Escape") escape(event);
    if (isWritten(event.target)) return;
    const found = keys.find(({ key }) => key === event.key);
    if (found === undefined || (found.ofRun === true && facts.peek() === undefined)) return;
    event.preventDefault();
    found.act();
  });
}

function escape({ target }: KeyboardEvent): void {
  if (isWritten(target) && target instanceof HTMLElement) target.blur();
  else if (place.peek().node !== undefined) closeNode();
  else if (place.peek().task !== undefined) openTask(undefined);
}

function search(): void {
  if (place.peek().node !== undefined) closeNode();
  openPanel("nodes");
  requestAnimationFrame(() => document.getElementById("search")?.focus());
}

function isWritten(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== "range" && target.type !== "checkbox";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
