/** Units of durations, in milliseconds. */
export const durationUnits: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Units of sizes, in bytes. */
export const sizeUnits: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ...["K", "M", "G", "T", "P"].flatMap((prefix, index): [string, number][] => [
    [`${prefix}B`, 1000 ** (index + 1)],
    [`${prefix}iB`, 1024 ** (index + 1)],
  ]),
]);
