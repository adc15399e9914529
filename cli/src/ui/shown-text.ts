/** Values as a panel shows them: what is long is cut, since it may be as long as the run has nodes. */

/** In characters. */
const most = 20_000;

export function shownText(value: unknown): { readonly text: string; readonly isCut: boolean } {
  const text = JSON.stringify(value, undefined, 2);
  return { text: text.slice(0, most), isCut: text.length > most };
}

/** Those that are short as they are, and long ones as text. */
export function shownArgs(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const { text, isCut } = shownText(value);
      return [name, isCut ? `${text}\n… and more` : value];
    }),
  );
}
