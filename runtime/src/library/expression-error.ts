/** What an expression could not compute, as one sentence. The engine reports it as ADG7007 at the expression's place. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}
