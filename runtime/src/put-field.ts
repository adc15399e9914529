/**
 * Gives a record a field, whatever its name: assigning to "__proto__" would change the record's prototype instead of giving it a
 * field.
 */
export function putField<T>(record: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__")
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}
