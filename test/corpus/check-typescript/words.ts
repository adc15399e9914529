export type Word = string;
export function upper(text: string): string {
  return text.toUpperCase();
}
export function length(text: string): number {
  return text.length;
}
export function half(n: number): number {
  return n / 2;
}
export function opt(n?: number): number {
  return n ?? 0;
}
export function contextual(n: number, context: { attempt: number }): string {
  return `${n} ${context.attempt}`;
}
