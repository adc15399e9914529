import CodeBlockWriter from "code-block-writer";
import type { Span } from "../ast.ts";
import type { Block, Code, MapSource } from "./code.ts";
import { sourceMapOf, type Place, type SourceMap } from "./source-map.ts";

/** Text in both languages, with equal positions, and the map from them to the source. */
export interface Printed {
  readonly typescript: string;
  readonly javascript: string;
  readonly map: SourceMap;
}

/** Prints the lines. Places are in the source, where a piece does not say another. */
export function print(lines: readonly Code[], source: MapSource): Printed {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, newLine: "\n", useTabs: false });
  const printer = new Printer(writer, source);
  for (const line of lines) printer.line(line);
  const typescript = writer.toString();
  const javascript = withoutTypes(typescript, printer.typeRanges);
  return { typescript, javascript, map: sourceMapOf(typescript, printer.places, source) };
}

class Printer {
  readonly typeRanges: Span[] = [];
  readonly places: Place[] = [];
  readonly #writer: CodeBlockWriter;
  /** The places around the piece that is being written, innermost last. */
  readonly #around: Span[] = [];
  #source: MapSource;

  constructor(writer: CodeBlockWriter, source: MapSource) {
    this.#writer = writer;
    this.#source = source;
  }

  line(code: Code): void {
    this.#write(code);
    this.#writer.newLine();
  }

  #write(code: Code): void {
    if (typeof code === "string") this.#writer.write(code);
    else if (!("kind" in code)) for (const piece of code) this.#write(piece);
    else if (code.kind === "types") this.#writeTypes(code.code);
    else if (code.kind === "from") this.#writeFrom(code.source, code.code);
    else if (code.kind === "at") this.#writeAt(code.span, code.code);
    else this.#writeBlock(code);
  }

  #writeTypes(code: Code): void {
    const start = this.#writer.getLength();
    this.#write(code);
    this.typeRanges.push({ start, end: this.#writer.getLength() });
  }

  #writeFrom(source: MapSource, code: Code): void {
    const before = this.#source;
    this.#source = source;
    this.#write(code);
    this.#source = before;
  }

  #writeAt(span: Span, code: Code): void {
    const source = this.#source;
    this.places.push({ offset: this.#writer.getLength(), span, source });
    this.#around.push(span);
    this.#write(code);
    this.#around.pop();
    const around = this.#around.at(-1);
    if (around !== undefined) this.places.push({ offset: this.#writer.getLength(), span: around, source });
  }

  #writeBlock(block: Block): void {
    this.#write(block.open);
    this.#writer.newLine();
    this.#writer.indent(() => {
      for (const line of block.lines) this.line(line);
    });
    this.#write(block.close);
  }
}

/** The text with the ranges blanked, line ends kept. */
function withoutTypes(text: string, ranges: readonly Span[]): string {
  let result = "";
  let end = 0;
  // A range may lie in another one, which starts before it and is marked after it.
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (range.end <= end) continue;
    result += text.slice(end, range.start) + text.slice(range.start, range.end).replaceAll(/[^\n]/g, " ");
    end = range.end;
  }
  return result + text.slice(end);
}
