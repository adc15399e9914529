/** What there is to draw: boxes, and arrows between them. Plain data; what it is a picture of does not matter. */

/** The states of a node of a run, in the order in which a bar shows them: as the page's, which a test of the command's holds them to. */
export const states = ["done", "failed", "running", "waiting", "skipped", "cancelled"] as const;
export type State = (typeof states)[number];

/** How many nodes are in each state; 0 where left out. */
export type Counts = Readonly<Partial<Record<State, number>>>;

export interface Box {
  /** Names the box, and is not shown. */
  readonly id: string;
  /** Lines of text, the first one most important. */
  readonly lines: readonly string[];
  /** `start`: where a run begins; `family`: all nodes of a task. */
  readonly shape: "task" | "workflow" | "start" | "node" | "family";
  /** The nodes of a run that it stands for. */
  readonly counts?: Counts;
  /** Told when it is pointed at. */
  readonly title?: string;
}

/**
 * `no-more`: along it rules wait for the last of the nodes; `declared`: no rule makes it; `soft`: it orders, and does not skip;
 * `inside`: from a use of a workflow to what begins in it, and no edge.
 */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: "rule" | "no-more" | "declared" | "edge" | "soft" | "inside";
  readonly label?: string;
  /** Told when it is pointed at. */
  readonly title?: string;
}

export interface Drawing {
  /** One line. */
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** How all nodes of a drawing stand together. */
export function totalOf(counts: Counts): number {
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

/** `30 done, 2 failed`. */
export function countsText(counts: Counts): string {
  return states.flatMap((state) => (counts[state] ? [`${number(counts[state])} ${state}`] : [])).join(", ");
}

/** `30 of 40 done, 2 failed`: what a box says of its nodes, short enough to stay in it while they come and go. */
export function progressText(counts: Counts): string {
  const total = totalOf(counts);
  const { done = 0, failed = 0 } = counts;
  const told = done === total ? `${number(done)} done` : `${number(done)} of ${number(total)} done`;
  return failed === 0 ? told : `${told}, ${number(failed)} failed`;
}

/** The longest that `progressText` may come to on the way to these. */
export function longestProgress(counts: Counts): string {
  const total = totalOf(counts);
  return progressText({
    ...counts,
    done: 0,
    waiting: total - (counts.failed ?? 0),
    running: 0,
    skipped: 0,
    cancelled: 0,
  }).replace(/^0/, number(total));
}

const number = (value: number): string => value.toLocaleString("en");
