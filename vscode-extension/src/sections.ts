/** The page that explains the diagnostics, in parts. */

/** The part about a code, as Markdown: `undefined` where there is none. */
export function findSection(page: string, code: string): string | undefined {
  return partsOf(page).find((part) => part.startsWith(`## ${code}:`));
}

/** Each code with its title. */
export function titlesOf(page: string): readonly { readonly code: string; readonly title: string }[] {
  return partsOf(page).flatMap((part) => {
    const [, code, title] = /^## (ADG\d{4}): (.*)$/m.exec(part) ?? [];
    return code === undefined || title === undefined ? [] : [{ code, title }];
  });
}

function partsOf(page: string): readonly string[] {
  return page.split(/^(?=## )/m).slice(1);
}
