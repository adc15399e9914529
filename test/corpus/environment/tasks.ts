export function attempts(context: { attempt: number }): number {
  if (context.attempt < 3) throw new Error("not yet");
  return context.attempt;
}
