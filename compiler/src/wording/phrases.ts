/** No name that a person wrote is longer. */
const longest = 100;

/** A name as messages show it. */
export function quoted(name: string): string {
  return `"${name.length > longest ? `${name.slice(0, longest)}…` : name}"`;
}

/** `a, b or c`. */
export function listText(items: readonly string[], word: "and" | "or"): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/** The end of a sentence that offers names, if there are any. */
export function didYouMean(nearest: readonly string[]): string {
  return nearest.length === 0 ? "." : `; did you mean ${listText(nearest.map(quoted), "or")}?`;
}

/** A type as messages show it. Literal types bring quotes of their own. */
export function quotedType(type: string): string {
  return type.includes('"') ? type : quoted(type);
}

/** Names of tasks, each of which leads to the next. */
export function circleText(names: readonly string[]): string {
  return names.join(" → ");
}
