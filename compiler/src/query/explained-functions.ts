/** What the functions and members of the language do, in a sentence, with an example of each. */

export interface Explanation {
  /** How it is called or written. */
  readonly form: string;
  /** A sentence. */
  readonly text: string;
  /** An expression and what it gives. */
  readonly example?: readonly [expression: string, value: string];
}

function explained(form: string, text: string, expression?: string, value?: string): Explanation {
  return expression === undefined || value === undefined
    ? { form, text }
    : { form, text, example: [expression, value] };
}

export const explainedFunctions: ReadonlyMap<string, Explanation> = new Map([
  [
    "range",
    explained(
      "range(from?: int, to: int, step?: int) -> int[]",
      "Whole numbers from the first, which is 0 if left out, up to but without the last.",
      "range(2, 5)",
      "[2, 3, 4]",
    ),
  ],
  [
    "zip",
    explained(
      "zip(xs: A[], ys: B[], …) -> [A, B][]",
      "The first elements together, then the second, and so on; the lists must be equally long.",
      'zip([1, 2], ["a", "b"])',
      '[[1, "a"], [2, "b"]]',
    ),
  ],
  [
    "product",
    explained(
      "product(xs: A[], ys: B[], …) -> [A, B][]",
      "Every choice of one element of each list.",
      'product([1, 2], ["a", "b"])',
      '[[1, "a"], [1, "b"], [2, "a"], [2, "b"]]',
    ),
  ],
  [
    "chunk",
    explained(
      "chunk(xs: T[], size: int) -> T[][]",
      "Lists of so many elements; the last one may be shorter.",
      "chunk([1, 2, 3], 2)",
      "[[1, 2], [3]]",
    ),
  ],
  [
    "flatten",
    explained("flatten(xss: T[][]) -> T[]", "The elements of the elements.", "flatten([[1, 2], [3]])", "[1, 2, 3]"),
  ],
  [
    "unique",
    explained("unique(xs: T[]) -> T[]", "The first of equal elements, in their order.", "unique([2, 1, 2])", "[2, 1]"),
  ],
  [
    "sorted",
    explained(
      "sorted(xs: T[]) -> T[]",
      "Numbers by value, then strings by code point, then all else by its JSON text.",
      "sorted([3, 1, 2])",
      "[1, 2, 3]",
    ),
  ],
  [
    "group",
    explained(
      "group(xs: T[], keys?: K[]) -> T[][]",
      "Lists of equal elements, or of the elements whose keys at the same places are equal.",
      'group([1, 2, 3], ["a", "b", "a"])',
      "[[1, 3], [2]]",
    ),
  ],
  ["sum", explained("sum(xs: number[]) -> number", "The numbers added up; 0 for none.", "sum([1, 2, 3])", "6")],
  [
    "min",
    explained(
      "min(xs: T[]) -> T",
      "The least of numbers or strings, given as a list or one by one.",
      "min([3, 1, 2])",
      "1",
    ),
  ],
  [
    "max",
    explained(
      "max(xs: T[]) -> T",
      "The greatest of numbers or strings, given as a list or one by one.",
      "max(3, 1)",
      "3",
    ),
  ],
  ["count", explained("count(xs: T[]) -> int", "How many elements a list has.", 'count(["a", "b"])', "2")],
  ["floor", explained("floor(x: number) -> int", "The next whole number below.", "floor(2.7)", "2")],
  ["ceil", explained("ceil(x: number) -> int", "The next whole number above.", "ceil(2.2)", "3")],
  ["round", explained("round(x: number) -> int", "The nearest whole number.", "round(2.6)", "3")],
  ["abs", explained("abs(x: number) -> number", "The number without its sign.", "abs(-2)", "2")],
  [
    "keys",
    explained(
      "keys(record) -> string[]",
      "The names of the fields that have a value.",
      "keys({ a: 1, b: 2 })",
      '["a", "b"]',
    ),
  ],
  ["values", explained("values(record) -> T[]", "What the fields hold.", "values({ a: 1, b: 2 })", "[1, 2]")],
  [
    "entries",
    explained(
      "entries(record) -> [string, T][]",
      "The name and value of each field that has a value.",
      "entries({ a: 1 })",
      '[["a", 1]]',
    ),
  ],
  [
    "basename",
    explained("basename(path: file) -> string", "The last part of a path.", 'basename("data/a.txt")', '"a.txt"'),
  ],
  [
    "dirname",
    explained("dirname(path: file) -> dir", "A path without its last part.", 'dirname("data/a.txt")', '"data"'),
  ],
  [
    "stem",
    explained(
      "stem(path: file) -> string",
      "The last part of a path without its extension.",
      'stem("data/a.txt")',
      '"a"',
    ),
  ],
  [
    "extension",
    explained(
      "extension(path: file) -> string",
      "The extension of a path, with its dot.",
      'extension("data/a.txt")',
      '".txt"',
    ),
  ],
]);

/** By what they are of, and their name. */
export const explainedMembers: ReadonlyMap<string, Explanation> = new Map([
  ["node.key", explained("x.key", "The key that the node was added with; null where it has none.")],
  [
    "node.args",
    explained("x.args", "The arguments of the node by the names of the parameters, known once it has ended."),
  ],
  ["node.result", explained("x.result", "What the node's task gave, known where a rule fires on it as done.")],
  ["node.error", explained("x.error", "Why the node failed, as a text, known where a rule fires on it as failed.")],
  [
    "node.outcome",
    explained(
      "x.outcome",
      "What became of the node: `{ ok: true, value }` or `{ ok: false, error }`, known where a rule fires on it as settled.",
    ),
  ],
  ["outcome.ok", explained("o.ok", "Whether the node succeeded; `if o.ok` tells that `value` is there.")],
  ["outcome.value", explained("o.value", "The result of a node that succeeded, there where `o.ok` is true.")],
  ["outcome.error", explained("o.error", "Why a node did not succeed, there where `o.ok` is false.")],
  ["string.length", explained("s.length", "How many UTF-16 code units the text has.", '"abc".length', "3")],
  ["string.trim", explained("s.trim() -> string", "The text without white space at its ends.", '" a ".trim()', '"a"')],
  [
    "string.split",
    explained(
      "s.split(separator: string) -> string[]",
      "The parts between the separators.",
      '"a,b".split(",")',
      '["a", "b"]',
    ),
  ],
  [
    "string.replace",
    explained(
      "s.replace(from: string, to: string) -> string",
      "The text with the first occurrence replaced.",
      '"a.txt".replace(".txt", ".pdf")',
      '"a.pdf"',
    ),
  ],
  [
    "string.startsWith",
    explained("s.startsWith(text: string) -> boolean", "Whether the text begins so.", '"abc".startsWith("a")', "true"),
  ],
  [
    "string.endsWith",
    explained("s.endsWith(text: string) -> boolean", "Whether the text ends so.", '"abc".endsWith("c")', "true"),
  ],
  [
    "string.includes",
    explained("s.includes(text: string) -> boolean", "Whether the text stands in it.", '"abc".includes("b")', "true"),
  ],
  [
    "string.indexOf",
    explained(
      "s.indexOf(text: string) -> int",
      "Where the text first stands in it, from 0; -1 where it does not.",
      '"abc".indexOf("b")',
      "1",
    ),
  ],
  [
    "string.slice",
    explained(
      "s.slice(from?: int, to?: int) -> string",
      "The part from one place up to but without another; a negative place counts from the end.",
      '"abc".slice(1)',
      '"bc"',
    ),
  ],
  ["string.toUpperCase", explained("s.toUpperCase() -> string", "The text in capitals.", '"a".toUpperCase()', '"A"')],
  [
    "string.toLowerCase",
    explained("s.toLowerCase() -> string", "The text in small letters.", '"A".toLowerCase()', '"a"'),
  ],
  [
    "string.padStart",
    explained(
      "s.padStart(length: int, text?: string) -> string",
      "The text filled up from the left with spaces, or with another text.",
      '"7".padStart(3, "0")',
      '"007"',
    ),
  ],
  [
    "string.concat",
    explained("s.concat(text: string, …) -> string", "The texts after one another.", '"a".concat("b", "c")', '"abc"'),
  ],
  [
    "string.at",
    explained(
      "s.at(place: int) -> string",
      "The character at a place, which must exist; a negative one counts from the end.",
      '"abc".at(-1)',
      '"c"',
    ),
  ],
  ["list.length", explained("xs.length", "How many elements the list has.", "[1, 2].length", "2")],
  [
    "list.includes",
    explained("xs.includes(x) -> boolean", "Whether the list has an equal element.", "[1, 2].includes(2)", "true"),
  ],
  [
    "list.indexOf",
    explained(
      "xs.indexOf(x) -> int",
      "Where the first equal element is, from 0; -1 where there is none.",
      "[1, 2].indexOf(2)",
      "1",
    ),
  ],
  [
    "list.slice",
    explained(
      "xs.slice(from?: int, to?: int) -> T[]",
      "The elements from one place up to but without another; a negative place counts from the end.",
      "[1, 2, 3].slice(1)",
      "[2, 3]",
    ),
  ],
  [
    "list.join",
    explained(
      "xs.join(separator?: string) -> string",
      "The elements as one text, with commas or another text in between.",
      '["a", "b"].join("-")',
      '"a-b"',
    ),
  ],
  [
    "list.concat",
    explained("xs.concat(ys: T[], …) -> T[]", "The lists after one another.", "[1].concat([2, 3])", "[1, 2, 3]"),
  ],
  [
    "list.at",
    explained(
      "xs.at(place: int) -> T",
      "The element at a place, which must exist; a negative one counts from the end.",
      "[1, 2, 3].at(-1)",
      "3",
    ),
  ],
]);
