/** Columns of numbers that grow: twice as long each time, so that a run of any size copies each number about once. */

export function grown(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(column.length * 2);
  longer.set(column);
  return longer;
}

export function grownBytes(column: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(column.length * 2);
  longer.set(column);
  return longer;
}
