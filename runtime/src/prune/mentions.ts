/** Ids of the runs in whose folders a path in a JSON text leads. Any text counts that could be such a path. */
export function mentionedRuns(json: string): readonly string[] {
  if (!json.includes("runs")) return [];
  return Array.from(json.matchAll(/(?:^|["/\\])runs[/\\]+([^"/\\]+)/g), ([, run = ""]) => run);
}
