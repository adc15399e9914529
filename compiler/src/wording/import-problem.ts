import { didYouMean, quoted } from "./phrases.ts";

/** Why an import of an `.adg` file, or of a name in it, cannot be resolved. */
export type ImportProblem =
  | { readonly kind: "no-file"; readonly path: string }
  /** `reason` is a clause: `it is a folder`. */
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string }
  /** `what`: where only one kind of thing is looked for. */
  | {
      readonly kind: "no-name";
      readonly path: string;
      readonly what: "type" | undefined;
      readonly name: string;
      readonly nearest: readonly string[];
    }
  /** The file itself imports the name, which makes it no name of its own. */
  | { readonly kind: "passed-on"; readonly path: string; readonly name: string; readonly from: string };

/** The problem in a sentence. */
export function importProblemText(problem: ImportProblem): string {
  const path = quoted(problem.path);
  switch (problem.kind) {
    case "no-file":
      return `There is no file ${path} to import from.`;
    case "unreadable":
      return `${path} cannot be imported from: ${problem.reason}.`;
    case "no-name": {
      const what = problem.what === undefined ? "" : `${problem.what} `;
      return `${path} declares no ${what}${quoted(problem.name)}${didYouMean(problem.nearest)}`;
    }
    case "passed-on":
      return `${path} only imports ${quoted(problem.name)} itself: import it from where ${path} does, ${quoted(problem.from)}.`;
  }
}
