export const inlined = (n: number): number => n;
