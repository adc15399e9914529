export const e = (): number => 1;
