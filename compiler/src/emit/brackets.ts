import { code, textOf, type Code } from "./code.ts";
import type { Emitted, Level } from "./context.ts";

const order: readonly Level[] = ["loose", "choice", "logic", "comparison", "sum", "product", "prefix", "firm"];

/** The code, in brackets if it binds less than its place needs. */
export function within(emitted: Emitted, least: Level): Code {
  return order.indexOf(emitted.level) < order.indexOf(least) ? code`(${emitted.code})` : emitted.code;
}

/** An expression that needs no brackets anywhere. */
export function firm(piece: Code): Emitted {
  return { code: piece, level: "firm" };
}

/** What an arrow gives back: a record must not be taken for a block. */
export function asResult(made: Code): Code {
  return textOf(made).startsWith("{") ? code`(${made})` : made;
}
