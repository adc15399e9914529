import type * as ast from "../ast.ts";
import type { Symbol } from "../program.ts";
import type { Type } from "../types.ts";
import { code, dotted, fieldName, types, type Code } from "./code.ts";
import type { Context, Thing } from "./context.ts";
import { emitType } from "./emit-type.ts";
import { Names } from "./names.ts";

/** A variable of compiled code. One that is never used need not be declared. */
export interface Variable {
  readonly name: string;
  used: boolean;
}

interface Block {
  readonly names: Names;
  readonly variables: Map<Thing, Variable>;
  /** Variables that hold lists of nodes made in the midst of expressions; to be declared before the statement. */
  notes: Variable[];
}

/** What a piece of source can see, and how compiled code gets at it. Blocks within have variables of their own. */
export abstract class Sight {
  readonly context: Context;
  #blocks: Block[];

  constructor(context: Context) {
    this.context = context;
    this.#blocks = [{ names: new Names([], context.names), variables: new Map(), notes: [] }];
  }

  /** The parameter that answers `all t`. */
  abstract readonly gatherer: string;

  /** The text of a piece of the source. */
  textOf(_span: ast.Span): string {
    throw new Error("Internal fault: only bodies are compared by their text.");
  }

  /** Code that reads what a symbol stands for. */
  read(symbol: Symbol): Code {
    const thing = this.context.thing(symbol);
    if (thing !== undefined && "type" in symbol)
      return this.readThing(thing, () => emitType(symbol.type, this.context));
    return this.readGiven(symbol);
  }

  /** Code that reads a thing that a body, or a condition, declares. `type` is what a rule must declare that is given it. */
  readThing(thing: Thing, type: () => Code): Code {
    const variable = this.#variable(thing);
    if (variable === undefined) return this.readAround(thing, type);
    variable.used = true;
    return variable.name;
  }

  /** A thing from outside the function that is being emitted. */
  protected abstract readAround(thing: Thing, type: () => Code): Code;

  /** An input, a parameter, or a word of a task block. */
  protected abstract readGiven(symbol: Symbol): Code;

  /** Declares a variable in the innermost block. */
  declare(thing: Thing): Variable {
    const block = this.#innermost;
    const variable = { name: block.names.take(thing.wanted), used: false };
    block.variables.set(thing, variable);
    return variable;
  }

  /** Makes a variable for a list of nodes, for the statement that is being emitted. */
  note(thing: Thing): Variable {
    const variable = this.declare(thing);
    this.#innermost.notes.push(variable);
    return variable;
  }

  /** The lists that were noted since this was last asked in this block. */
  takeNotes(): readonly Variable[] {
    const { notes } = this.#innermost;
    this.#innermost.notes = [];
    return notes;
  }

  isDeclared(thing: Thing): boolean {
    return this.#variable(thing) !== undefined;
  }

  /** Whether what is emitted goes into a function within the one that is being emitted. */
  protected isInCallback = false;

  /** Emits the inside of a function within. */
  inCallback<T>(act: () => T): T {
    const around = this.isInCallback;
    this.isInCallback = true;
    const result = act();
    this.isInCallback = around;
    return result;
  }

  /** Emits something in a block of its own. */
  within<T>(act: () => T): T {
    const around = this.#innermost;
    this.#blocks = [...this.#blocks, { names: new Names([], around.names), variables: new Map(), notes: [] }];
    const result = act();
    this.#blocks = this.#blocks.slice(0, -1);
    return result;
  }

  #variable(thing: Thing): Variable | undefined {
    return this.#blocks.findLast((block) => block.variables.has(thing))?.variables.get(thing);
  }

  get #innermost(): Block {
    const block = this.#blocks.at(-1);
    if (block === undefined) throw new Error("Internal fault: emission is in no block.");
    return block;
  }
}

/** What the values of task attributes, shell texts and pure tasks see: a function of `call`. */
export class CallSight extends Sight {
  readonly gatherer = "call";
  /** Whether anything read from the call: what does not may be computed once. */
  used = false;

  protected override readAround(thing: Thing): Code {
    throw new Error(`Internal fault: "${thing.wanted}" is not in sight of a task.`);
  }

  protected override readGiven(symbol: Symbol): Code {
    this.used = true;
    if (symbol.kind === "special") {
      return symbol.name === "attempt" ? "call.attempt" : this.#cast("call.out", symbol.type);
    }
    if (symbol.kind === "input")
      return this.#cast(code`call.inputs${dotted(this.context.inputName(symbol))}`, symbol.type);
    if (symbol.kind === "parameter") return this.#cast(code`call.args${dotted(symbol.name)}`, symbol.type);
    throw notInSight(symbol);
  }

  #cast(read: Code, type: Type): Code {
    return code`(${read}${types` as ${emitType(type, this.context)}`})`;
  }
}

/** What the default of a parameter sees: earlier ones, and the module's inputs. A function of `at`. */
export class DefaultSight extends Sight {
  readonly gatherer = "at";
  used = false;

  protected override readAround(thing: Thing): Code {
    throw new Error(`Internal fault: "${thing.wanted}" is not in sight of a default.`);
  }

  protected override readGiven(symbol: Symbol): Code {
    if (symbol.kind !== "input" && symbol.kind !== "parameter") throw notInSight(symbol);
    this.used = true;
    const record = symbol.kind === "input" ? "inputs" : "parameters";
    const name = this.context.inputName(symbol);
    const field = code`{ readonly ${fieldName(name)}: ${emitType(symbol.type, this.context)} }`;
    return code`(at.${record}${types` as ${field}`})${dotted(name)}`;
  }
}

/** A name that the checker should not have let stand there. */
export function notInSight(symbol: Symbol): Error {
  return new Error(`Internal fault: "${symbol.name}" cannot be read where it stands.`);
}
