/** A smaller text of which the same still holds: lines, then pieces of lines, are left out as long as it does. */
export async function shrunk(
  text: string,
  holds: (smaller: string) => Promise<boolean>,
  attempts = 400,
): Promise<string> {
  let [least, left] = [text, attempts];
  for (const split of [/(?<=\n)/, /(?<=\s)/, /(?:)/u]) {
    for (
      let size = Math.ceil(least.split(split).length / 2);
      size >= 1 && left > 0;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let at = 0; left > 0; left -= 1) {
        const parts = least.split(split);
        if (at >= parts.length) break;
        const smaller = parts.toSpliced(at, size).join("");
        if (await holds(smaller)) least = smaller;
        else at += size;
      }
    }
  }
  return least;
}
