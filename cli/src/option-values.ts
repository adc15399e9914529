/** What options of the command line mean; what they cannot mean is refused in a sentence. */
import { InvalidArgumentError } from "commander";
import { sizeOf } from "./size.ts";

/** A size as the language writes it, in bytes. */
export function size(text: string): number {
  const bytes = sizeOf(text);
  if (bytes === undefined) throw new InvalidArgumentError("It must be a size such as 512MB or 4GiB.");
  return bytes;
}

/** At least 1. */
export function positive(text: string): number {
  const value = whole(text);
  if (value < 1) throw new InvalidArgumentError("It must be at least 1.");
  return value;
}

/** At least 0. */
export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** Above 0. */
export function amount(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError("It must be a number above 0.");
  return Number(text);
}
