/**
 * A short name for each file that no other has, from its path: `lib`; with as many folders as it takes where files have the same
 * name: `books.lib` and `posters.lib`.
 */
export function fileLabels(files: readonly string[]): ReadonlyMap<string, string> {
  const paths = files.map((file) => file.replace(/\.adg$/, "").split(/[/\\]/));
  const labelOf = (path: readonly string[], depth: number): string =>
    path
      .slice(-depth)
      .filter((part) => part !== "")
      .join(".");
  return new Map(
    files.map((file, place) => {
      const path = paths[place] ?? [];
      let depth = 1;
      const isShared = (): boolean =>
        paths.some((other, index) => index !== place && labelOf(other, depth) === labelOf(path, depth));
      while (depth < path.length && isShared()) depth += 1;
      return [file, labelOf(path, depth)];
    }),
  );
}
