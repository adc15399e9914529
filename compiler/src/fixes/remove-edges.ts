import type * as ast from "../ast.ts";
import type { Edit } from "../diagnostic.ts";
import { type FixedFile, removeLines } from "./remove.ts";

/** Sources that all lead to the same targets. */
interface Product {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

/**
 * Takes pairs out of edge declarations and keeps all others, in as few lines as say them: of `edge a -> b -> c` without `b -> c` is
 * left `edge a -> b`, without any pair of `b` nothing. `undefined` where a comment stands within a declaration that would be written
 * anew.
 */
export function removeEdges(
  file: FixedFile,
  edges: readonly ast.Edge[],
  isGone: (from: ast.Name, to: ast.Name) => boolean,
): readonly Edit[] | undefined {
  const empty: ast.Span[] = [];
  const shortened: Edit[] = [];
  for (const { span, groups } of edges) {
    const steps = groups.slice(1).map((targets, step) => ({ sources: groups[step] ?? [], targets }));
    if (!steps.some(({ sources, targets }) => sources.some((from) => targets.some((to) => isGone(from, to))))) continue;
    const lines = linesOf(steps.map(({ sources, targets }) => productsOf(sources, targets, isGone)));
    if (lines.length === 0) empty.push(span);
    else if (file.text.slice(span.start, span.end).includes("//")) return undefined;
    else shortened.push({ file: file.file, span, text: lines.join("\n") });
  }
  return [...shortened, ...removeLines(file, empty)];
}

/** The pairs that are left of a step, as products. */
function productsOf(
  sources: readonly ast.Name[],
  targets: readonly ast.Name[],
  isGone: (from: ast.Name, to: ast.Name) => boolean,
): readonly Product[] {
  const products = new Map<string, { readonly sources: readonly string[]; readonly targets: string[] }>();
  for (const to of targets) {
    const left = sources.filter((from) => !isGone(from, to)).map(({ text }) => text);
    if (left.length === 0) continue;
    const key = left.join(", ");
    const known = products.get(key);
    if (known === undefined) products.set(key, { sources: left, targets: [to.text] });
    else known.targets.push(to.text);
  }
  return [...products.values()];
}

/** One line for as many steps as go on from each other. */
function linesOf(steps: readonly (readonly Product[])[]): readonly string[] {
  const chains: (readonly string[])[][] = [];
  let isOpen = false;
  for (const products of steps) {
    const [only, ...others] = products;
    const last = chains.at(-1);
    if (isOpen && only !== undefined && others.length === 0 && last?.at(-1)?.join() === only.sources.join())
      last.push(only.targets);
    else for (const { sources, targets } of products) chains.push([sources, targets]);
    isOpen = products.length === 1;
  }
  return chains.map((groups) => `edge ${groups.map((group) => group.join(", ")).join(" -> ")}`);
}
