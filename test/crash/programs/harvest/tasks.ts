import { readFileSync } from "node:fs";

export function weigh(ear: string): number {
  return readFileSync(ear, "utf8").length + Number(/\d+/.exec(readFileSync(ear, "utf8"))?.[0] ?? 0);
}

export async function mill(kind: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  return kind + 10;
}
