import headless from "@xterm/headless";

/** A terminal as people have one, with what it shows. A stream for `Screen`, and for whatever a command has written. */
export class Emulator {
  readonly #terminal: headless.Terminal;
  /** All that was written, each write for itself. */
  readonly writes: string[] = [];

  constructor(columns = 80, rows = 24) {
    this.#terminal = new headless.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  // As an instance's own, since whoever shows something there puts one of its own in its place.
  write(text: string | Uint8Array): boolean {
    this.writes.push(String(text));
    this.#terminal.write(typeof text === "string" ? text.replaceAll("\n", "\r\n") : text);
    return true;
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The lines from the first that was ever written to the last that is not empty, once all has been taken in. */
  async lines(): Promise<readonly string[]> {
    await new Promise<void>((done) => this.#terminal.write("", done));
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? "");
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** Whether the cursor is seen, as far as what was written says. */
  get hasCursor(): boolean {
    const text = this.writes.join("");
    return text.lastIndexOf("\u001B[?25h") >= text.lastIndexOf("\u001B[?25l");
  }
}
