/** A call as a function in this process gets it: nothing has to travel, so nothing is worked out before it is asked for. */
import type { Call } from "../executor.ts";
import type { Value, ValueType, Workflow } from "../workflow.ts";
import { runningTask } from "./capture.ts";
import { environmentChange, type EnvironmentChange } from "./environment.ts";
import { argumentsOf, type FunctionCall, type ModuleCall } from "./run-module.ts";

export class InlineCall implements FunctionCall {
  readonly args: FunctionCall["args"];
  readonly attempt: number;
  readonly result: ValueType;
  readonly types: Workflow["types"];
  protected readonly call: Call;
  #environment: EnvironmentChange | undefined;

  constructor(call: Call) {
    this.call = call;
    this.args = argumentsOf(call);
    this.attempt = call.attempt;
    this.result = call.task.result;
    this.types = call.types;
  }

  get nodeId(): string {
    return this.call.nodeId;
  }

  get workdir(): string {
    return this.call.workdir;
  }

  get log(): string {
    return this.call.log;
  }

  get out(): Value {
    return this.call.out;
  }

  get environment(): EnvironmentChange {
    // Code of the task asks, and would be told what the change makes of the environment.
    return (this.#environment ??= runningTask.exit(environmentChange, this.call));
  }
}

export class InlineModuleCall extends InlineCall implements ModuleCall {
  get module(): string {
    return this.#implementation.module;
  }

  get name(): string {
    return this.#implementation.name;
  }

  get #implementation(): { readonly module: string; readonly name: string } {
    const { implementation } = this.call.task;
    if (implementation.kind !== "module") throw new Error(`internal fault: "${this.call.task.name}" is no function of a module`);
    return implementation;
  }
}
