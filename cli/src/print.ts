/** Prints lines on a stream; settles when they are written, so that the process may end then and nothing is cut off. */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): Promise<void> {
  return new Promise((done) => stream.write(`${text}\n`, () => done()));
}
