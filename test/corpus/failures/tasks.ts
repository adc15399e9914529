export function thrown(): number {
  throw new Error("thrown");
}
export async function rejected(): Promise<number> {
  return Promise.reject(new Error("rejected"));
}
