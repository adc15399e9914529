export interface Options {
  upper: boolean;
  depth?: number;
}
export const longest = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length)[0] ?? "";
