/** How built-in functions and methods are called, in words for people: the checker computes their types from the arguments. */
import { readSignature, type Signature } from "./signature.ts";

/** The signature of a built-in function. */
export function builtinSignature(name: string): Signature | undefined {
  return functions.get(name);
}

/** The signature of a method of strings or lists. */
export function methodSignature(of: "string" | "list", name: string): Signature | undefined {
  return (of === "string" ? stringMethods : listMethods).get(name);
}

function table(lines: string): ReadonlyMap<string, Signature> {
  return new Map(
    lines
      .trim()
      .split("\n")
      .map((line) => {
        const [text = "", doc = ""] = line.trim().split(" // ");
        const signature = { ...readSignature(text), doc };
        return [signature.name, signature];
      }),
  );
}

const functions = table(`
  range(from: int, to?: int, step?: int) -> int[] // The numbers from 0 up to one, or from one up to another, without the last.
  zip(list: T[], ...others: U[]) -> [T, U][] // The elements at the same places of lists that are equally long.
  product(list: T[], ...others: U[]) -> [T, U][] // Every choice of one element of each list; the last list goes round fastest.
  chunk(list: T[], size: int) -> T[][] // Lists of so many elements, the last one perhaps shorter.
  flatten(lists: T[][]) -> T[] // The elements of the elements, one level down.
  unique(list: T[]) -> T[] // The first of equal elements, in their order.
  sorted(list: T[]) -> T[] // The elements in ascending order.
  group(list: T[], keys?: json[]) -> T[][] // Lists of the elements that are equal, or whose keys at the same places are.
  sum(list: number[]) -> number // All numbers added up.
  min(list: T[], ...others: T) -> T // The smallest element of a list, or the smallest of several values.
  max(list: T[], ...others: T) -> T // The greatest element of a list, or the greatest of several values.
  count(list: T[]) -> int // How many elements there are.
  floor(number: number) -> int // The greatest whole number that is not above it.
  ceil(number: number) -> int // The smallest whole number that is not below it.
  round(number: number) -> int // The nearest whole number.
  abs(number: number) -> number // The number without its sign.
  keys(record: { name: T }) -> string[] // The names of the fields that have a value.
  values(record: { name: T }) -> T[] // The values of the fields.
  entries(record: { name: T }) -> [string, T][] // The name and the value of each field.
  basename(path: string) -> string // The last part of a path.
  dirname(path: string) -> dir // A path without its last part.
  stem(path: string) -> string // The last part of a path without its extension.
  extension(path: string) -> string // The extension of a path, with its dot.
`);

const stringMethods = table(`
  trim() -> string // The text without white space at both ends.
  split(separator: string) -> string[] // The pieces between the separators.
  replace(text: string, by: string) -> string // The text with the first place that reads so replaced.
  startsWith(text: string) -> boolean // Whether it begins so.
  endsWith(text: string) -> boolean // Whether it ends so.
  includes(text: string) -> boolean // Whether it holds the text.
  indexOf(text: string) -> int // Where the text first stands in it; -1 where it does not.
  slice(from?: int, to?: int) -> string // A part of it; negative places count from the end.
  toUpperCase() -> string // The text in capitals.
  toLowerCase() -> string // The text in small letters.
  padStart(length: int, by?: string) -> string // The text with so much before it that it is so long.
  concat(...texts: string) -> string // The text with others behind it.
  at(place: int) -> string // The character at a place; a negative one counts from the end.
`);

const listMethods = table(`
  includes(value: T) -> boolean // Whether an element is equal to the value.
  indexOf(value: T) -> int // The place of the first element that is equal to the value; -1 where there is none.
  slice(from?: int, to?: int) -> T[] // A part of it; negative places count from the end.
  join(separator?: string) -> string // The elements as one text.
  concat(...lists: T[]) -> T[] // The elements with those of other lists behind them.
  at(place: int) -> T // The element at a place; a negative one counts from the end.
`);
