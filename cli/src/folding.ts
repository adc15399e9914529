import { waitingOf, type TaskProgress } from "./progress.ts";
import type { RuleProgress } from "./rule-progress.ts";
import { numberText } from "./words.ts";

/** What is shown each for itself, and what is left to one line. Both are in the order of the program: lines must not change places. */
interface Folded<T> {
  readonly shown: readonly T[];
  readonly folded: readonly T[];
}

/** So long (ms) after something has happened to a task it still counts as running, or its line would come and go. */
const recently = 3000;

/**
 * Fits tasks into so many lines, one of which tells of those that do not fit. What runs or has failed is shown before all else, and a
 * task without nodes only where all are shown.
 */
export function foldTasks(tasks: readonly TaskProgress[], room: number, now: number): Folded<TaskProgress> {
  return fold(tasks, room, (task) => {
    if (task.running.size > 0 || now - task.moved < recently) return 0;
    if (task.failed > 0) return 1;
    if (waitingOf(task) > 0) return 2;
    return task.added > 0 ? 3 : never;
  });
}

const never = Infinity;

const ranks: readonly RuleProgress["state"][] = ["blocked", "open", "fired", "closed"];

/** Fits rules into so many lines: those that are blocked first, then those that may fire yet. */
export function foldRules(rules: readonly RuleProgress[], room: number): Folded<RuleProgress> {
  return fold(rules, room, ({ state }) => ranks.indexOf(state));
}

/** `3 open, 9 fired`. */
export function rulesInWords(rules: readonly RuleProgress[]): string {
  const counts = new Map<string, number>(ranks.map((state) => [state, 0]));
  for (const { state } of rules) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].flatMap(([state, n]) => (n > 0 ? [`${numberText(n)} ${state}`] : [])).join(", ");
}

function fold<T>(all: readonly T[], room: number, rankOf: (one: T) => number): Folded<T> {
  if (all.length <= room) return { shown: all, folded: [] };
  const ranked = all.map((one, place) => ({ place, rank: rankOf(one) })).filter(({ rank }) => rank < never);
  ranked.sort((a, b) => a.rank - b.rank || a.place - b.place);
  const places = new Set(ranked.slice(0, Math.max(0, room - 1)).map(({ place }) => place));
  return {
    shown: all.filter((_, place) => places.has(place)),
    folded: all.filter((_, place) => !places.has(place)),
  };
}
