/** Names of runs. */

/** 12 characters that sort by time: `time` in ms since the epoch, and four characters from `chance` (0 up to 1) against twins. */
export function runId(time: number, chance: number): string {
  const digits = (value: number, length: number): string => Math.floor(value).toString(36).padStart(length, "0");
  return digits(time, 8) + digits(chance * 36 ** 4, 4);
}
