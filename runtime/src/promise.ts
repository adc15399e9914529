/** Whether a value is to be awaited. Reading `then` of a value of the user's may throw. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return "then" in value && typeof value.then === "function";
}
