/** Text of values, and the methods of strings that JavaScript's own do not do as adg wants them. */

/** What `#{value}` puts into a string: a string itself, all else as JSON. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** `s.replace(from, to)`: the first occurrence. `to` is plain text: `$&` and its like mean nothing. */
export function replace(subject: string, from: string, to: string): string {
  return subject.replace(from, () => to);
}

/** `xs.join(separator)`. */
export function join(list: readonly unknown[], separator = ","): string {
  return list.map(text).join(separator);
}
