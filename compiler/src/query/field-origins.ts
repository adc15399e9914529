import type * as ast from "../ast.ts";
import type { CheckedModule } from "../program-of.ts";
import { membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { localReferent } from "./declarations.ts";
import type { Referent } from "./referent.ts";

/**
 * Where the fields of record types are declared. Types are structural and do not tell; but the type of what is written is the same
 * value wherever it goes, so it is known by that.
 */
export class FieldOrigins {
  readonly #fields = new Map<Type, Map<string, Referent>>();

  constructor(modules: readonly CheckedModule[]) {
    for (const { file, checker } of modules) {
      for (const [node, type] of checker.module.typeNodes)
        if (node.kind === "record")
          for (const field of node.fields) this.add(type, localReferent("field", field.name, file.file, field));
      for (const declaration of file.module.declarations)
        if (declaration.kind === "workflow" && declaration.result === undefined)
          this.#addOutputs(declaration, checker.module.symbolOf(declaration).result, file.file);
    }
  }

  /** Notes where a field of a record type is declared; of two the first counts. */
  add(type: Type, field: Referent): void {
    if (type.kind !== "record") return;
    const fields = this.#fields.get(type) ?? new Map<string, Referent>();
    this.#fields.set(type, fields);
    if (!fields.has(field.name)) fields.set(field.name, field);
  }

  /** The declarations of a field of values of a type: one for each record that they may be, as far as they are known. */
  find(type: Type | undefined, name: string): readonly Referent[] {
    if (type === undefined) return [];
    return membersOf(type).flatMap((member) => this.#fields.get(member)?.get(name) ?? []);
  }

  #addOutputs(workflow: ast.Workflow, result: Type, file: string): void {
    for (const member of workflow.members)
      if (member.kind === "output" && member.name !== undefined)
        this.add(result, localReferent("output", member.name, file, member));
  }
}
