/** Gives out names that clash with nothing in sight. */
export class Names {
  readonly #taken: Set<string>;
  readonly #around: Names | undefined;

  /** `around`: names that are in sight as well. */
  constructor(taken: Iterable<string> = [], around?: Names) {
    this.#taken = new Set(taken);
    this.#around = around;
  }

  /** The wanted name, or the first of `wanted_2`, `wanted_3` … that is free. It is taken from now on. */
  take(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.has(name); i += 1) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }

  has(name: string): boolean {
    return this.#taken.has(name) || (this.#around?.has(name) ?? false);
  }
}

/** What the runtime exports and compiled code may import: types. */
export const runtimeTypes = [
  "Appender",
  "Argument",
  "From",
  "Gathers",
  "NodeRef",
  "TaskHandle",
  "Value",
  "ValueType",
  "Workflow",
] as const;

/** What the runtime exports and compiled code may import: values. */
export const runtimeValues = ["library", "quoteShell"] as const;

export type RuntimeName = (typeof runtimeTypes)[number] | (typeof runtimeValues)[number];

/** Names of the functions' own parameters, the same in all of them. */
const parameterNames = ["to", "at", "graph", "call"];

const reservedWords = `
  abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete
  do else enum eval export extends false finally for from function get globalThis if implements import in infinity instanceof
  interface let module namespace never new null number object of package private protected public readonly require return set
  static string super switch symbol this throw true try type typeof undefined unknown URL using var void while with yield
  Infinity NaN Object
`
  .split(/\s+/)
  .filter((word) => word !== "");

/** Types of TypeScript itself that compiled code refers to. */
export const builtInTypes: readonly string[] = ["Generator", "Parameters", "Readonly", "Record"];

/** Names that no declaration of compiled code may bear. */
export const reservedNames: readonly string[] = [
  ...reservedWords,
  ...parameterNames,
  ...runtimeTypes,
  ...runtimeValues,
  "workflow",
];
