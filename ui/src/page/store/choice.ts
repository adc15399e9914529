/** What is looked at. Run, node and task stand in the address, so that the browser's back and forward work. */
import { batch, signal } from "@preact/signals";
import { addressOf, readAddress, type Place } from "../client/address.ts";
import { keepToken } from "../client/token.ts";

export const place = signal<Place>({});

/** What the large panel draws. */
export type View = "graph" | "everything";
export const view = signal<View>("graph");

/** What the panel at the side tells. */
export type Panel = "nodes" | "rules" | "about";
export const panel = signal<Panel>("nodes");

/** What a narrow window shows, where there is room for one thing. */
export type Pane = "runs" | "graph" | "timeline" | Panel;
export const pane = signal<Pane>("runs");

/** Shows another place; the one before is one step back. */
export function go(to: Place): void {
  const address = addressOf(to);
  if (address === addressOf(place.peek())) return;
  history.pushState(undefined, "", address);
  take(to);
}

/** Shows what the address says, now and whenever it changes. */
export function followAddress(): void {
  const read = (): void => {
    const { place: to, token } = readAddress(location.hash);
    if (token !== undefined) {
      keepToken(token);
      history.replaceState(undefined, "", addressOf(to));
    }
    take(to);
  };
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  read();
}

function take(to: Place): void {
  batch(() => {
    const before = place.peek();
    place.value = to;
    if (to.run !== before.run) pane.value = to.run === undefined ? "runs" : "graph";
    if (to.task !== undefined && to.task !== before.task) openPanel("nodes");
    if (to.node !== undefined && to.node !== before.node && pane.peek() !== "runs") pane.value = panel.peek();
  });
}

export function openPanel(which: Panel): void {
  batch(() => {
    panel.value = which;
    if (place.peek().run !== undefined) pane.value = which;
  });
}

export const openRun = (run: string): void => go({ run });
export const openTask = (task: number | undefined): void =>
  go({ ...runOnly(), ...(task === undefined ? {} : { task }) });

/** Shows a node in the side panel, above the list that it was chosen from. */
export function openNode(node: string): void {
  const { task } = place.peek();
  go({ ...runOnly(), ...(task === undefined ? {} : { task }), node });
}

export function closeNode(): void {
  const { task } = place.peek();
  go({ ...runOnly(), ...(task === undefined ? {} : { task }) });
}

function runOnly(): Place {
  const { run } = place.peek();
  return run === undefined ? {} : { run };
}
