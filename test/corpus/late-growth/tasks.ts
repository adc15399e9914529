const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function poll(n: number): Promise<{ again: boolean; found: number }> {
  await wait(5);
  return { again: n < 2, found: n };
}
export async function item(n: number): Promise<number> {
  await wait(n % 3 === 0 ? 20 : 1);
  return n;
}
