/** A call of a module's function as plain data: it may be sent to another process. */
import type { Call } from "../executor.ts";
import type { CallType } from "./call-type.ts";
import type { FunctionCall, ModuleFunction } from "./run-module.ts";

export interface ModuleCall extends FunctionCall {
  readonly callee: ModuleFunction;
}

/** The part of a call that whoever runs it needs. The task's implementation must be a `module`. */
export function moduleCallOf(call: Call, type: CallType): ModuleCall {
  const { attempt, nodeId, workdir, log, out } = call;
  return {
    callee: moduleFunctionOf(call),
    args: type.argsOf(call),
    attempt,
    places: { nodeId, workdir, log, out },
    environment: type.environmentOf(call),
    result: call.task.result,
    types: type.types,
  };
}

/** The function that a call is of. */
export function moduleFunctionOf({ task }: Call): ModuleFunction {
  const { implementation } = task;
  if (implementation.kind !== "module") throw new Error(`internal fault: "${task.name}" is no function of a module`);
  const { module, name } = implementation;
  return { module, name };
}
