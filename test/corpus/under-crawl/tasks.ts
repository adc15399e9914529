const links: Record<string, string[]> = { a: ["b", "c"], b: ["c", "e"], c: ["a"], d: [], e: ["c"] };

export async function page(id: string): Promise<{ id: string; links: string[] }> {
  await new Promise((resolve) => setTimeout(resolve, id === "c" ? 30 : 1));
  return { id, links: links[id] ?? [] };
}
