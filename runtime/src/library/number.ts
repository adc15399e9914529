/** Arithmetic that may have no answer, and the built-in functions on numbers. */
import { ExpressionError } from "./expression-error.ts";
import { compare } from "./order.ts";

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
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, x) => total + x, 0);
}

/** `min(xs)` or `min(a, b, …)`: of numbers, or of strings by code point. */
export function min<T>(...values: readonly [readonly T[]] | readonly T[]): T {
  return extreme("min", listOf(values), -1);
}

/** `max(xs)` or `max(a, b, …)`: of numbers, or of strings by code point. */
export function max<T>(...values: readonly [readonly T[]] | readonly T[]): T {
  return extreme("max", listOf(values), 1);
}

function listOf<T>(values: readonly [readonly T[]] | readonly T[]): readonly T[] {
  const [first] = values;
  return values.length === 1 && Array.isArray(first) ? (first as readonly T[]) : (values as readonly T[]);
}

function extreme<T>(name: string, values: readonly T[], sign: number): T {
  if (values.length === 0) throw new ExpressionError(`"${name}" of an empty list has no value.`);
  return values.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
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
