import type { RuleReport } from "@adg/runtime";
import type { Paint } from "./paint.ts";
import { placeOf } from "./place.ts";

/** How a rule ended, on a line. */
export function ruleLine(rule: RuleReport, paint: Paint): string {
  const place = paint("dim", placeOf(rule.line, rule.file));
  switch (rule.state) {
    case "fired":
      return `${paint("green", "fired")}    ${rule.rule}  ${place}${rule.fired === 1 ? "" : `  ${rule.fired} times`}`;
    case "closed":
      return `${paint("dim", "closed")}   ${rule.rule}  ${place}${rule.reason === undefined ? "" : `  ${rule.reason}`}`;
    case "blocked":
      return `${paint("red", "blocked")}  ${rule.rule}  ${place}  by ${(rule.by ?? []).join(", ")}`;
  }
}
