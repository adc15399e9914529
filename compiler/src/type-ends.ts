import type * as ast from "./ast.ts";

/** The names that a written type is, or may be: lists, tuples and records are something else. */
export function namesOfType(type: ast.TypeNode): readonly string[] {
  if (type.kind === "named") return [type.name.text];
  if (type.kind === "optional") return namesOfType(type.type);
  return type.kind === "union" ? type.members.flatMap(namesOfType) : [];
}

/**
 * The declared types of a file that lead to no circle, so that no search for one need follow them: those that name no other
 * type but such. Found from the last to the first, so that a long chain is not followed from each of its types.
 */
export class TypeEnds {
  readonly #ends = new Set<ast.TypeDeclaration>();
  /** Who names a type. */
  readonly #users = new Map<ast.TypeDeclaration, ast.TypeDeclaration[]>();
  /** How many types that are no ends a type names. */
  readonly #open = new Map<ast.TypeDeclaration, number>();

  /** `elsewhere`: names of types of other files, of which nothing is known here. */
  constructor(types: ReadonlyMap<string, ast.TypeDeclaration>, elsewhere: ReadonlyMap<string, unknown>) {
    for (const declaration of types.values()) {
      let open = 0;
      for (const name of namesOfType(declaration.type)) {
        const named = elsewhere.has(name) ? undefined : types.get(name);
        if (named === undefined && !elsewhere.has(name)) continue;
        open++;
        if (named === undefined) continue;
        const users = this.#users.get(named);
        if (users === undefined) this.#users.set(named, [declaration]);
        else users.push(declaration);
      }
      this.#open.set(declaration, open);
    }
    for (const [declaration, open] of this.#open) if (open === 0) this.add(declaration);
  }

  has(declaration: ast.TypeDeclaration): boolean {
    return this.#ends.has(declaration);
  }

  /** Says that a type is to be followed no more, and so are those that name no others. */
  add(declaration: ast.TypeDeclaration): void {
    const waiting = [declaration];
    for (let end = waiting.pop(); end !== undefined; end = waiting.pop()) {
      if (this.#ends.has(end)) continue;
      this.#ends.add(end);
      for (const user of this.#users.get(end) ?? []) {
        const open = (this.#open.get(user) ?? 0) - 1;
        this.#open.set(user, open);
        if (open === 0) waiting.push(user);
      }
    }
  }
}
