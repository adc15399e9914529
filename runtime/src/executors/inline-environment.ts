/** Tasks that run in this very process see environments of their own, though it has only one. */
import { runningTask } from "./capture.ts";

let divisions = 0;
let unite = (): void => {};

/** From now on `process.env` is, in code of a task, what that task should see. The answer ends it, once everyone who asked has ended it. */
export function divideEnvironment(): () => void {
  if (divisions++ === 0) unite = divide();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    if (--divisions === 0) unite();
  };
}

function divide(): () => void {
  const real = process.env;
  const changed = (name: string | symbol): "set" | "unset" | undefined => {
    const environment = runningTask.getStore()?.environment;
    if (environment === undefined || typeof name !== "string") return undefined;
    if (Object.hasOwn(environment.set, name)) return "set";
    return environment.unset.includes(name) ? "unset" : undefined;
  };
  const read = (name: string | symbol): unknown => {
    const how = changed(name);
    if (how === "unset") return undefined;
    return how === "set" ? runningTask.getStore()?.environment.set[name as string] : Reflect.get(real, name);
  };
  process.env = new Proxy(real, {
    get: (_, name) => read(name),
    has: (_, name) => changed(name) === "set" || (changed(name) === undefined && Reflect.has(real, name)),
    ownKeys() {
      const set = Object.keys(runningTask.getStore()?.environment.set ?? {});
      return [...new Set([...Reflect.ownKeys(real), ...set])].filter((name) => changed(name) !== "unset");
    },
    getOwnPropertyDescriptor(_, name) {
      const value = read(name);
      return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
  });
  return () => {
    process.env = real;
  };
}
