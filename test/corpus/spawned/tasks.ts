interface Appending {
  add: Record<string, (...args: unknown[]) => unknown>;
}
export function visit(depth: number, context: Appending): number {
  for (let i = 1; i <= depth; i++) context.add["visit"]?.(depth - i);
  context.add["leaf"]?.(depth);
  return depth;
}
export function stray(n: number, context: Appending): number {
  context.add["leaf"]?.(n);
  context.add["visit"]?.(n);
  return n;
}
export function torn(n: number, context: Appending): number {
  context.add["leaf"]?.(n);
  throw new Error("torn");
}
