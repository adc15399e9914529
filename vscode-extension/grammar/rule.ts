/** The parts of a TextMate grammar that are used here. */
export type Rule = Match | Block | Lines | Include | Group;

export type Captures = Readonly<Record<string, { readonly name?: string; readonly patterns?: readonly Rule[] }>>;

interface Match {
  readonly name?: string;
  readonly match: string;
  readonly captures?: Captures;
}

interface Block {
  readonly name?: string;
  readonly contentName?: string;
  readonly begin: string;
  readonly end: string;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
}

/** Goes on for as long as each next line begins with what `while` matches. Nothing inside can run past that. */
interface Lines {
  readonly contentName?: string;
  readonly begin: string;
  readonly while: string;
  readonly beginCaptures?: Captures;
  readonly patterns?: readonly Rule[];
}

interface Include {
  readonly include: string;
}

interface Group {
  readonly patterns: readonly Rule[];
}

export interface Grammar {
  readonly name: string;
  readonly scopeName: string;
  readonly injectionSelector?: string;
  readonly fileTypes?: readonly string[];
  readonly injections?: Readonly<Record<string, { readonly patterns: readonly Rule[] }>>;
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

export const include = (name: string): Include => ({ include: `#${name}` });

export const named = (...names: readonly (string | undefined)[]): Captures =>
  Object.fromEntries(names.flatMap((name, index) => (name === undefined ? [] : [[String(index + 1), { name }]])));
