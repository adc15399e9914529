import type { Resumption, RunEvent } from "@adg/runtime";
import { counted } from "./words.ts";

const reasons = {
  arguments: "with other arguments now",
  code: "of tasks that have changed",
  result: "of which the result is gone or not of the task's type any more",
} as const satisfies Record<keyof Resumption["again"], string>;

/** What happened to the run as a whole that whoever follows it should know: a line each. */
export function runLines(event: RunEvent): readonly string[] {
  switch (event.kind) {
    case "run-resumed":
      return resumedLines(event);
    case "run-paused":
      return ["paused: nothing more starts"];
    case "run-unpaused":
      return ["going on"];
    default:
      return [];
  }
}

function resumedLines({ recalled, again, dropped }: Resumption): readonly string[] {
  const rerun = (Object.keys(reasons) as (keyof typeof reasons)[]).flatMap((reason) => {
    const count = again[reason];
    return count === undefined ? [] : [`runs again: ${counted(count, "node")} ${reasons[reason]}`];
  });
  return [
    `resumed: ${counted(recalled, "outcome")} taken over`,
    ...rerun,
    ...dropped.map((why) => `runs again: ${why}`),
  ];
}
