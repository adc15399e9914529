import type { Diagnostic } from "../diagnostic.ts";

/**
 * The diagnostics whose fixes come first. What is said may follow from what cannot be read, so that comes first, and of that heads of
 * blocks before the lines with tabs, whose level follows from them; and while there are errors, what is not used yet may be what is
 * missing elsewhere. `isMended`: whether there is a fix that would be applied.
 */
export function mostUrgent(
  diagnostics: readonly Diagnostic[],
  isMended: (diagnostic: Diagnostic) => boolean,
): readonly Diagnostic[] {
  const unread = diagnostics.filter(({ code }) => code.startsWith("ADG1"));
  const signs = unread.filter((each) => each.code === "ADG1001" && isMended(each));
  if (signs.length > 0) return signs;
  if (unread.length > 0) return unread;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.length > 0 ? errors : diagnostics;
}
