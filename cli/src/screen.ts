import { createLogUpdate } from "log-update";
import restoreCursor from "restore-cursor";
import { stripVTControlCharacters } from "node:util";
import { widthOf } from "./text-width.ts";

/** The terminal collects what comes between these and then shows it at once; one that does not know them takes no notice. */
const together = { begin: "\u001B[?2026h", end: "\u001B[?2026l" };
const cursor = { hide: "\u001B[?25l", show: "\u001B[?25h" };
const eraseAndGoUp = "\u001B[2K\u001B[1A";

/** What a screen needs of a terminal. */
export type Terminal = Pick<NodeJS.WriteStream, "write" | "columns" | "rows"> &
  Partial<Pick<NodeJS.WriteStream, "getWindowSize">>;

/** Where a terminal does not say how large it is. */
const usual = { columns: 80, rows: 24 };

/**
 * The foot of a terminal, where lines are drawn again in place, and above it what stays. Each drawing is one write, which touches
 * only the lines that differ. What others write to the terminal meanwhile goes above, too.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #write: Terminal["write"];
  readonly #undo: readonly (() => void)[];
  /** What the next write will be. */
  #pending = "";
  readonly #draw: ReturnType<typeof createLogUpdate>;
  /** What is drawn. */
  #lines: readonly string[] = [];
  /** How large the terminal was when that was drawn. */
  #size = usual;
  #isCursorHidden = false;
  /** Somebody else has begun a line and not ended it. */
  #isMidLine = false;

  /** `others`: further streams that lead to the same terminal. */
  constructor(terminal: Terminal, others: readonly Terminal[] = []) {
    this.#terminal = terminal;
    this.#write = terminal.write.bind(terminal);
    const size = (): typeof usual => this.#size;
    // log-update knows what to write so that one picture becomes the next. It writes into `#pending`.
    const collector = {
      get columns() {
        return size().columns;
      },
      get rows() {
        return size().rows;
      },
      write: (text: string) => {
        this.#pending += text;
        return true;
      },
    };
    this.#draw = createLogUpdate(collector as unknown as NodeJS.WritableStream, { showCursor: true });
    this.#undo = [terminal, ...others].map((stream) => this.#giveWay(stream));
  }

  /** Whether nothing is drawn. */
  get isHidden(): boolean {
    return this.#lines.length === 0;
  }

  /** Asked anew: the event that tells of a change may come only after something has been drawn for the old size. */
  get size(): { readonly columns: number; readonly rows: number } {
    const [columns, rows] = this.#terminal.getWindowSize?.() ?? [this.#terminal.columns, this.#terminal.rows];
    return { columns: columns || usual.columns, rows: rows || usual.rows };
  }

  /** Shows these lines at the foot, which must fit into a terminal of that size, and others above it, which stay. */
  show(lines: readonly string[], above: readonly string[] = [], size = this.size): void {
    this.#eraseWhatWrapped(size.columns);
    if (above.length > 0 || lines.length === 0) this.#draw.clear();
    if (this.#isMidLine) this.#pending += "\n";
    this.#isMidLine = false;
    for (const line of above) this.#pending += `${line}\n`;
    this.#size = size;
    if (lines.length > 0) this.#draw(lines.join("\n"));
    this.#lines = lines;
    this.#flush(lines.length > 0);
  }

  /** Takes what is drawn away until the next `show`. */
  hide(): void {
    this.#eraseWhatWrapped(this.size.columns);
    this.#draw.clear();
    this.#lines = [];
    this.#flush(false);
  }

  /** Nothing is drawn any more. */
  close(): void {
    this.hide();
    for (const undo of this.#undo) undo();
  }

  /** A terminal that has become narrower may have broken lines in two: then what is drawn has more lines than were written. */
  #eraseWhatWrapped(columns: number): void {
    if (columns >= this.#size.columns) return;
    const wrapped = this.#lines.reduce((sum, line) => sum + rowsOf(line, columns) - 1, 0);
    this.#pending += eraseAndGoUp.repeat(wrapped);
  }

  #flush(hidesCursor: boolean): void {
    if (hidesCursor !== this.#isCursorHidden) {
      if (hidesCursor) restoreCursor();
      this.#isCursorHidden = hidesCursor;
      this.#pending += hidesCursor ? cursor.hide : cursor.show;
    }
    if (this.#pending === "") return;
    const text = together.begin + this.#pending + together.end;
    this.#pending = "";
    this.#write(text);
  }

  /** Whoever writes to the stream writes where nothing is drawn. */
  #giveWay(stream: Terminal): () => void {
    const before = Object.getOwnPropertyDescriptor(stream, "write");
    const original = stream.write.bind(stream);
    const write = (...args: Parameters<Terminal["write"]>): boolean => {
      if (this.#lines.length > 0) this.hide();
      const [text] = args;
      if (text.length > 0) this.#isMidLine = typeof text === "string" ? !text.endsWith("\n") : text.at(-1) !== 10;
      return original(...args);
    };
    stream.write = write as Terminal["write"];
    return () => {
      // Another may have put its own in front meanwhile: then this stays, and lets through what comes.
      if (stream.write !== write) return;
      if (before === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", before);
    };
  }
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / Math.max(1, columns)));
}
