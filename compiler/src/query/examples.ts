/** What the members of the language are, and examples of what it has built in. */

/** An expression and what it gives. */
export type Example = readonly [expression: string, value: string];

/** Of functions by their name, of methods with what they are of. */
export const examples: ReadonlyMap<string, Example> = new Map([
  ["range", ["range(2, 5)", "[2, 3, 4]"]],
  ["zip", ['zip([1, 2], ["a", "b"])', '[[1, "a"], [2, "b"]]']],
  ["product", ['product([1, 2], ["a", "b"])', '[[1, "a"], [1, "b"], [2, "a"], [2, "b"]]']],
  ["chunk", ["chunk([1, 2, 3], 2)", "[[1, 2], [3]]"]],
  ["flatten", ["flatten([[1, 2], [3]])", "[1, 2, 3]"]],
  ["unique", ["unique([2, 1, 2])", "[2, 1]"]],
  ["sorted", ["sorted([3, 1, 2])", "[1, 2, 3]"]],
  ["group", ['group([1, 2, 3], ["a", "b", "a"])', "[[1, 3], [2]]"]],
  ["sum", ["sum([1, 2, 3])", "6"]],
  ["min", ["min([3, 1, 2])", "1"]],
  ["max", ["max(3, 1)", "3"]],
  ["count", ['count(["a", "b"])', "2"]],
  ["floor", ["floor(2.7)", "2"]],
  ["ceil", ["ceil(2.2)", "3"]],
  ["round", ["round(2.6)", "3"]],
  ["abs", ["abs(-2)", "2"]],
  ["keys", ["keys({ a: 1, b: 2 })", '["a", "b"]']],
  ["values", ["values({ a: 1, b: 2 })", "[1, 2]"]],
  ["entries", ["entries({ a: 1 })", '[["a", 1]]']],
  ["basename", ['basename("data/a.txt")', '"a.txt"']],
  ["dirname", ['dirname("data/a.txt")', '"data"']],
  ["stem", ['stem("data/a.txt")', '"a"']],
  ["extension", ['extension("data/a.txt")', '".txt"']],
  ["string.length", ['"abc".length', "3"]],
  ["string.trim", ['" a ".trim()', '"a"']],
  ["string.split", ['"a,b".split(",")', '["a", "b"]']],
  ["string.replace", ['"a.txt".replace(".txt", ".pdf")', '"a.pdf"']],
  ["string.startsWith", ['"abc".startsWith("a")', "true"]],
  ["string.endsWith", ['"abc".endsWith("c")', "true"]],
  ["string.includes", ['"abc".includes("b")', "true"]],
  ["string.indexOf", ['"abc".indexOf("b")', "1"]],
  ["string.slice", ['"abc".slice(1)', '"bc"']],
  ["string.toUpperCase", ['"a".toUpperCase()', '"A"']],
  ["string.toLowerCase", ['"A".toLowerCase()', '"a"']],
  ["string.padStart", ['"7".padStart(3, "0")', '"007"']],
  ["string.concat", ['"a".concat("b", "c")', '"abc"']],
  ["string.at", ['"abc".at(-1)', '"c"']],
  ["list.length", ["[1, 2].length", "2"]],
  ["list.includes", ["[1, 2].includes(2)", "true"]],
  ["list.indexOf", ["[1, 2].indexOf(2)", "1"]],
  ["list.slice", ["[1, 2, 3].slice(1)", "[2, 3]"]],
  ["list.join", ['["a", "b"].join("-")', '"a-b"']],
  ["list.concat", ["[1].concat([2, 3])", "[1, 2, 3]"]],
  ["list.at", ["[1, 2, 3].at(-1)", "3"]],
]);

/** Members that are no methods, with what they are of. */
export const explainedMembers: ReadonlyMap<string, string> = new Map([
  ["node.key", "The key that the node was added with; null where it has none."],
  ["node.args", "The arguments of the node by the names of the parameters, known once it has ended."],
  ["node.result", "What the node's task gave, known where a rule fires on it as done."],
  ["node.error", "Why the node failed, as a text, known where a rule fires on it as failed."],
  [
    "node.outcome",
    "What became of the node: `{ ok: true, value }` or `{ ok: false, error }`, known where a rule fires on it as settled.",
  ],
  ["outcome.ok", "Whether the node succeeded; `if o.ok` tells that `value` is there."],
  ["outcome.value", "The result of a node that succeeded, there where `o.ok` is true."],
  ["outcome.error", "Why a node did not succeed, there where `o.ok` is false."],
  ["string.length", "How many UTF-16 code units the text has."],
  ["list.length", "How many elements the list has."],
]);
