/** Steps of time that people count in, for the marks of an axis. */

/** The shortest of them that is as long as `least`, in ms. */
export function timeStep(least: number): number {
  return niceSteps.find((each) => each >= least) ?? 365 * day;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const niceSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((each) => each * second),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12].map((each) => each * hour),
  ...[1, 2, 5, 10, 30, 100, 365].map((each) => each * day),
];
