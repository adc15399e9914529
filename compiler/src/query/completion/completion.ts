/** What may be written at the cursor: plain data, which an editor shows in a list. */
import type { Span } from "../../ast.ts";
import type { Edit } from "../../diagnostic.ts";
import type { Host } from "../../host.ts";

export type CompletionKind =
  | "keyword"
  | "snippet"
  | "attribute"
  | "task"
  | "workflow"
  | "function"
  | "method"
  | "member"
  | "field"
  | "argument"
  | "node"
  | "variable"
  | "input"
  | "type"
  | "literal"
  | "file"
  | "executor";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A signature, a type, or what has to be known of it. */
  readonly detail: string | undefined;
  /** Of its declaration. */
  readonly documentation: string | undefined;
  readonly insertText: string;
  /** `snippet`: with tab stops `${1:name}`, `$0`, and `\$` for a dollar sign. */
  readonly format: "plain" | "snippet";
  /** What it replaces. */
  readonly span: Span;
  /** In the order of these texts the likeliest comes first. */
  readonly sortText: string;
  /** What else is to be changed in the file when it is chosen. */
  readonly edits: readonly Edit[];
  /** What the editor should ask for next: nothing, further completions, or the signature of the call. */
  readonly then: "nothing" | "completions" | "signature";
}

/** What there is beyond the program that was analysed. */
export interface Surroundings {
  readonly host: Host;
  /** Other `.adg` files of the workspace, whose tasks and types may be imported. */
  readonly files?: readonly OtherFile[];
  /** The executors of the configuration. */
  readonly executors?: readonly string[];
}

export interface OtherFile {
  /** As the Host names it. */
  readonly file: string;
  /** As an import in the file of the cursor writes it: `./lib.adg`. */
  readonly path: string;
  readonly names: readonly OtherName[];
}

export interface OtherName {
  readonly name: string;
  readonly kind: "task" | "workflow" | "type";
  /** Its signature, where it is known. */
  readonly detail?: string;
  readonly documentation?: string;
}

/** How likely something is meant; the first comes first. */
export type Likelihood = "best" | "good" | "fair" | "keyword" | "unlikely" | "elsewhere";

/** A completion as those who know what may stand somewhere give it. What is left out follows from the rest. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string | undefined;
  readonly documentation?: string | undefined;
  /** The label, where nothing else is to be inserted. */
  readonly insertText?: string;
  readonly format?: "snippet";
  readonly likelihood: Likelihood;
  readonly edits?: readonly Edit[];
  readonly then?: Completion["then"];
  readonly span?: Span;
}

const order: readonly Likelihood[] = ["best", "good", "fair", "keyword", "unlikely", "elsewhere"];

/** The offers as completions that replace a range; of two with the same label and kind the first is kept. */
export function completionsOf(offers: Iterable<Offer>, span: Span): readonly Completion[] {
  const seen = new Map<string, Offer>();
  for (const offer of offers) {
    const key = `${offer.kind} ${offer.label}`;
    if (!seen.has(key)) seen.set(key, offer);
  }
  const sorted = [...seen.values()].sort((a, b) => order.indexOf(a.likelihood) - order.indexOf(b.likelihood));
  return sorted.map((offer, place) => ({
    label: offer.label,
    kind: offer.kind,
    detail: offer.detail,
    documentation: offer.documentation,
    insertText: offer.insertText ?? offer.label,
    format: offer.format ?? "plain",
    span: offer.span ?? span,
    sortText: `${order.indexOf(offer.likelihood)}${String(place).padStart(4, "0")}`,
    edits: offer.edits ?? [],
    then: offer.then ?? "nothing",
  }));
}
