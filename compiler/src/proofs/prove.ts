/** What can be proved of a program before it runs (ADG5001 to ADG5006). */
import type { Diagnostic } from "../diagnostic.ts";
import { warnOfBlockedRules } from "./blocked-by-failure.ts";
import { circlesOf } from "./circles.ts";
import { warnOfEndlessGrowth, warnOfEndlessUses } from "./endless-growth.ts";
import { growthOf } from "./growth.ts";
import { allLive, livenessOf, neededTask } from "./liveness.ts";
import { type Facts, scopesFactsOf } from "./proof-input.ts";
import { reportCircle } from "./report-circle.ts";
import { hintAtTiming } from "./timing.ts";
import { warnOfUnreachable } from "./unreachable.ts";
import { warnOfOpenGathers } from "./open-gathers.ts";

export interface ProveOptions {
  /** Some name could not be told: what is missing may be what it stands for. */
  readonly isWhole: boolean;
}

/** Proves what can be proved of each scope by itself, and that workflows which use each other can end. */
export function prove(facts: Facts, { isWhole }: ProveOptions): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  // To a library, its own module may not be all there is.
  const isLibrary = !facts.module.declarations.some(({ kind }) => kind === "start");
  const scopes = scopesFactsOf(facts);
  for (const scope of scopes) {
    const isOpen = !isWhole || (isLibrary && scope.scope.kind === "module");
    const live = isOpen ? allLive(scope) : livenessOf(scope);
    const growth = growthOf(scope, live);
    const circles = circlesOf(scope, live, growth);
    diagnostics.push(...circles.map((circle) => reportCircle(circle, facts)));
    diagnostics.push(...hintAtTiming(scope));
    if (!isOpen) diagnostics.push(...warnOfUnreachable(scope, livenessOf(scope, neededTask)));
    if (!isWhole) continue;
    const refused = new Set(
      circles.flatMap(({ wait, steps }) => [wait.rule, ...steps.flatMap(({ rule }) => rule ?? [])]),
    );
    diagnostics.push(...warnOfEndlessGrowth(scope, live, refused));
    diagnostics.push(...warnOfOpenGathers(scope, growth));
    diagnostics.push(...warnOfBlockedRules(scope, live, growth));
  }
  if (isWhole) diagnostics.push(...warnOfEndlessUses(scopes));
  return diagnostics;
}
