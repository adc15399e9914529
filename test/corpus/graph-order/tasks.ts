interface Appending {
  add: { item: (text: string) => unknown };
}
export async function go(n: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 10 * n));
  return n;
}
export async function spawner(n: number, context: Appending): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 10 * n));
  for (const i of [1, 2]) context.add.item(`spawned ${n}.${i}`);
  return n;
}
