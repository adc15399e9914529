import type { Symbol } from "../program.ts";
import { isReserved } from "../tokens.ts";
import type { Type } from "../types.ts";

/** Names in sight at a place, and what conditions around it say about their values. The nearest name counts. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly #names = new Map<string, Symbol>();
  #facts: Map<string, Type> | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  declare(symbol: Symbol): void {
    this.#names.set(symbol.name, symbol);
  }

  /** What the name stands for, if this very scope declares it. */
  findOwn(name: string): Symbol | undefined {
    return this.#names.get(name);
  }

  find(name: string): Symbol | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const symbol = scope.#names.get(name);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  }

  /** All names in sight, the nearest first, but for those of parameters that no expression can name. */
  names(): readonly string[] {
    const own = [...this.#names.keys()].filter((name) => !isReserved(name));
    return [...own, ...(this.parent?.names() ?? [])];
  }

  /** Notes that the value at a path (`pathOf`) has this type wherever this scope is. Values never change, so it stays true. */
  know(path: string, type: Type): void {
    (this.#facts ??= new Map()).set(path, type);
  }

  /** What is known of the value at a path, beyond its declared type. */
  fact(path: string): Type | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const type = scope.#facts?.get(path);
      if (type !== undefined) return type;
    }
    return undefined;
  }
}
