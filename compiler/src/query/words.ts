import type { Span } from "../ast.ts";
import { spanOf } from "../cst.ts";
import type { ModuleFile } from "../module-file.ts";
import { lexedModule } from "./lexed-module.ts";
import type { NameUse } from "./name-use.ts";

/** The word or sign at a place that is no name: a keyword, an operator, a bracket. */
export function wordAt(
  { module, text }: ModuleFile,
  offset: number,
  names: readonly NameUse[],
): { readonly word: string; readonly span: Span } | undefined {
  const touching = lexedModule(module, text).tokens.filter(
    (token) => token.startOffset <= offset && offset <= token.startOffset + token.image.length && token.image !== "",
  );
  const token = touching.findLast((each) => each.startOffset <= offset && /^\w/.test(each.image)) ?? touching.at(-1);
  if (token === undefined || names.some(({ span }) => span.start === token.startOffset)) return undefined;
  return { word: token.image, span: spanOf(token) };
}
