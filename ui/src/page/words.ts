/** Numbers, times and counts, as people read them. Times are ms since the epoch, durations ms. */
import { nodeStates, type NodeState, type RuleStanding } from "../contract.ts";

/** `1,234,567`, as the reader's language has it. */
export const numberText = (n: number): string => n.toLocaleString();

/** `1 node`, `1,200 nodes`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${numberText(n)} ${n === 1 ? one : many}`;
}

/** `85 ms`, `1.2 s`, `2 min 3 s`, `2 h 5 min`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : clockText(ms);
}

/** A time that goes on: `12 s`, `2 min 3 s`, `2 h 5 min`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${numberText(Math.floor(hours / 24))} d ${hours % 24} h`;
}

/** A time on an axis: `0`, `250 ms`, `5 s`, `2 min`, `1 h 30 min`. */
export function markText(ms: number): string {
  if (ms === 0) return "0";
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${ms / 1_000} s`;
  return clockText(ms).replace(/^(.*\w) 0 (s|min|h)$/, "$1");
}

/** The time of a day, and the day where that is not today. */
export function whenText(time: number, now: number): string {
  const date = new Date(time);
  const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === new Date(now).toDateString()) return clock;
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const day = date.toLocaleDateString(undefined, {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
  return `${day}, ${clock}`;
}

/** To the second, for what is pointed at. */
export const exactTime = (time: number): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** Counts come in the order of `nodeStates`. */
export const countOf = (counts: readonly number[], state: NodeState): number => counts[nodeStates.indexOf(state)] ?? 0;

export const totalOf = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0);

/** `30 done, 2 failed`. */
export function countsText(counts: readonly number[]): string {
  const told = nodeStates.flatMap((state, i) =>
    (counts[i] ?? 0) > 0 ? [`${numberText(counts[i] ?? 0)} ${state}`] : [],
  );
  return told.length === 0 ? "none yet" : told.join(", ");
}

/** `30 of 40 done, 2 failed`, and shorter forms of it, the longest first. */
export function progressTexts(counts: readonly number[]): readonly string[] {
  const total = totalOf(counts);
  if (total === 0) return ["none yet"];
  const [done, failed] = [countOf(counts, "done"), countOf(counts, "failed")];
  const isAll = done === total;
  const failures = failed === 0 ? "" : `, ${numberText(failed)} failed`;
  const part = `${numberText(done)}/${numberText(total)}`;
  return [
    isAll ? `${numberText(done)} done` : `${numberText(done)} of ${numberText(total)} done${failures}`,
    `${isAll ? numberText(done) : part}${failures}`,
    ...(failed === 0 ? [] : [`${numberText(failed)} failed`]),
    isAll ? numberText(done) : part,
  ];
}

/** How a rule stands: `fired ×3`, `waits`, `closed`, `blocked`. `symbol`: names the drawing beside it. */
export function ruleText({ state, fired, blocked }: RuleStanding): string {
  const times = fired === 0 ? "" : `fired ×${numberText(fired)}`;
  switch (state) {
    case "open":
      return fired === 0 ? "waits" : `${times}, may fire again`;
    case "fired":
      return times === "" ? "fired" : times;
    case "closed":
      return times === "" ? "closed" : `${times}, closed`;
    case "blocked":
      return [times, blocked > 1 ? `blocked ×${numberText(blocked)}` : "blocked"]
        .filter((each) => each !== "")
        .join(", ");
  }
}
