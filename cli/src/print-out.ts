/** Prints lines on standard output; settles when they are written, so that the process may end then. */
export function printOut(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(`${text}\n`, () => done()));
}
