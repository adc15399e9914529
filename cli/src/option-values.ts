/** What options of the command line mean; what they cannot mean is refused in a sentence. */
import { InvalidArgumentError } from "commander";
import { sizeOf } from "./size.ts";

/** A size as the language writes it, in bytes. */
export function size(text: string): number {
  const bytes = sizeOf(text);
  if (bytes === undefined) throw new InvalidArgumentError("It must be a size such as 512MB or 4GiB.");
  return bytes;
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time as the language writes it, in ms. */
export function duration(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (unit === "") throw new InvalidArgumentError("It must be a time such as 30d, 12h or 10m.");
  return Number(digits) * (units[unit] ?? 0);
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

/** `[HOST:]PORT`; this machine alone can reach it where no host is named. 0 is a port that is free. */
export function place(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits = ""] = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/@]+)):)?(\d{1,5})$/.exec(text) ?? [];
  if (digits === "" || Number(digits) > 65_535)
    throw new InvalidArgumentError("It must be a port, or HOST:PORT, such as 9100 or [::1]:9100.");
  return { host: bracketed ?? plain ?? "127.0.0.1", port: Number(digits) };
}
