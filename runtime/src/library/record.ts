/** The built-in functions on records. */

/** `keys(r)`: the names of the fields that have a value. */
export function keys(record: object): readonly string[] {
  return Object.keys(record).filter((name) => (record as Readonly<Record<string, unknown>>)[name] !== undefined);
}

/** `values(r)`: what the fields hold. */
export function values<T>(record: Readonly<Record<string, T>>): readonly T[] {
  return entries(record).map(([, value]) => value);
}

/** `entries(r)`: `[name, value]` for each field. */
export function entries<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return keys(record).map((name) => [name, record[name] as T]);
}
