/** Text that XML can hold: of control characters it has no way to write, others stand in their place. */
export function xmlText(text: string): string {
  return text.toWellFormed().replaceAll(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, "\ufffd");
}
