import type * as ast from "../ast.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { LineTree } from "../line-tree.ts";
import { parse } from "../parse.ts";
import { Recent } from "../recent.ts";

/** Remembers nothing. */
class Forgetful extends Recent<LineTree> {
  override get(): undefined {
    return undefined;
  }
}

/** What `parse` answers when no line gets a tree that was made for another. */
export function parseUnshared(text: string): { readonly value: ast.Module; readonly diagnostics: Diagnostic[] } {
  return parse("main.adg", text, new Forgetful());
}
