/** Arithmetic that may have no answer, and the built-in functions on numbers. */
import { ExpressionError } from "./expression-error.ts";
import { compare } from "./order.ts";
import { items, number } from "./typed-place.ts";

/** `a / b`. */
export function divide(a: number, b: number): number {
  if (b === 0) throw new ExpressionError(`${a} cannot be divided by 0.`);
  return a / b;
}

/** `a % b`, with the sign of `a`. */
export function remainder(a: number, b: number): number {
  if (b === 0) throw new ExpressionError(`${a} has no remainder when divided by 0.`);
  return a % b;
}

/** `floor(x)`. */
export const floor = (x: number): number => Math.floor(x);

/** `ceil(x)`. */
export const ceil = (x: number): number => Math.ceil(x);

/** `round(x)`: to the nearest int, a half upwards. */
export const round = (x: number): number => Math.round(x);

/** `abs(x)`. */
export const abs = (x: number): number => Math.abs(x);

/** `sum(xs)`: 0 for no elements. */
export function sum(numbers: readonly unknown[]): number {
  return numbers.reduce((total: number, x) => total + number(x), 0);
}

/** `min(xs)` or `min(a, b, …)`: of numbers, or of strings by code point. */
export function min<T>(list: readonly T[]): T;
export function min<T>(...values: readonly [T, T, ...T[]]): T;
export function min(...values: readonly unknown[]): unknown {
  return extreme("min", values, -1);
}

/** `max(xs)` or `max(a, b, …)`: of numbers, or of strings by code point. */
export function max<T>(list: readonly T[]): T;
export function max<T>(...values: readonly [T, T, ...T[]]): T;
export function max(...values: readonly unknown[]): unknown {
  return extreme("max", values, 1);
}

function extreme(name: string, values: readonly unknown[], sign: number): unknown {
  const candidates = values.length === 1 ? items(values[0]) : values;
  if (candidates.length === 0) throw new ExpressionError(`"${name}" of an empty list has no value.`);
  return candidates.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}

/** `range(n)`: 0 up to n; `range(from, to)`: without `to`; `range(from, to, step)`: by `step`, which may be negative. */
export function range(from: number, to?: number, step = 1): readonly number[] {
  if (step === 0) throw new ExpressionError(`"range" cannot go on by steps of 0.`);
  const [first, end] = to === undefined ? [0, from] : [from, to];
  const length = Math.max(0, Math.ceil((end - first) / step));
  if (!(length <= longestRange)) throw new ExpressionError(`"range" of ${length} numbers is too long.`);
  return Array.from({ length }, (_, i) => first + i * step);
}

/** More than any graph can hold; a list beyond it would end the process instead of the rule. */
const longestRange = 50_000_000;
