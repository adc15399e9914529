import type * as ast from "../ast.ts";
import { lex, type Lexed } from "../lexer.ts";

const known = new WeakMap<ast.Module, Lexed>();

/** The tokens of a file, whose tree and text these are. Found once for each tree. */
export function lexedModule(module: ast.Module, text: string): Lexed {
  let lexed = known.get(module);
  if (lexed === undefined) known.set(module, (lexed = lex("", text)));
  return lexed;
}
