/** What came of a call of a function, as plain data. */
import type { Spawned } from "../event.ts";
import { thrownOf, type Thrown } from "../thrown.ts";
import type { Value } from "../workflow.ts";

export type ModuleAnswer =
  | { readonly kind: "value"; readonly value: Value; readonly spawned: readonly Spawned[] }
  /** The result is not of its type. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "threw"; readonly thrown: Thrown; readonly says?: string };

export type Threw = Extract<ModuleAnswer, { kind: "threw" }>;

/** What comes of a call that throws this. Never throws. */
export const threw = (error: unknown): Threw => ({ kind: "threw", thrown: thrownOf(error) });
