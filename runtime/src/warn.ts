/** Tells whoever runs this process of something that is no error: a warning of Node's, named so that it can be told from others. */
export function warn(message: string): void {
  process.emitWarning(message, "AdgWarning");
}
