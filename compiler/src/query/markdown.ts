/** Markdown, as editors show it. */

/** Lines of a program. */
export function codeBlock(code: string, language: "adg" | "ts" = "adg"): string {
  const fence = "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Blocks with a blank line in between; those that are not there are left out. */
export function paragraphs(...blocks: readonly (string | undefined)[]): string {
  return blocks.filter((block) => block !== undefined && block !== "").join("\n\n");
}
