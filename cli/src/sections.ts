/** The sections of `docs/diagnostics.md` by their codes: each begins with a heading `## CODE: …` and goes to the next. */
export function sectionsOf(document: string): ReadonlyMap<string, string> {
  const sections = document.split(/^(?=## )/m).slice(1);
  return new Map(sections.map((section) => [/^## (\w+)/.exec(section)?.[1] ?? "", `${section.trimEnd()}\n`]));
}
