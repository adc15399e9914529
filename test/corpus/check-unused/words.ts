export type Word = string;
export type Other = number;
export function upper(text: string): string {
  return text.toUpperCase();
}
export function lower(text: string): string {
  return text.toLowerCase();
}
