/** Whatever user code throws, made safe to report: an Error, a string, null, an object whose getters throw. */
import { describeValue } from "./value-text.ts";

/** What is known of something thrown; plain data that may cross a thread. */
export interface Thrown {
  /** Never empty, and never longer than a few screens. */
  readonly message: string;
  /** The stack as the engine of JavaScript wrote it. */
  readonly stack?: string;
}

/** Never throws. */
export function thrownOf(error: unknown): Thrown {
  try {
    if (!(error instanceof Error) && !isErrorLike(error)) return { message: cut(describeThrown(error)) };
    const message = cut(textOf(error));
    const stack = error.stack;
    return typeof stack === "string" ? { message, stack: stack.slice(0, longestStack) } : { message };
  } catch {
    return { message: "threw something that cannot be read" };
  }
}

/** One sentence for whatever was thrown. Never throws. */
export const messageOf = (error: unknown): string => thrownOf(error).message;

const longestMessage = 2_000;
const longestStack = 100_000;

/** Errors of other realms and of other threads are no `instanceof Error` here. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === "object" && error !== null && "stack" in error && "message" in error;
}

function describeThrown(error: unknown): string {
  if (typeof error === "string" && error.trim() !== "") return error;
  return `threw ${describeValue(error)}`;
}

function textOf(error: Error): string {
  const name = typeof error.name === "string" ? error.name : "Error";
  const own = typeof error.message === "string" ? error.message : "";
  // What our own library throws is a sentence for the user already; the name of its class would only disturb.
  const isPlain = name === "Error" || name === "ExpressionError" || name === "UnquotableValue";
  const said = isPlain && own !== "" ? own : own === "" ? `threw ${name}` : `${name}: ${own}`;
  const cause = error.cause === undefined || error.cause === error ? undefined : thrownOf(error.cause).message;
  return cause === undefined || said.includes(cause) ? said : `${said} (${cause})`;
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}… (${text.length} characters)`;
}
