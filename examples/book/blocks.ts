// The declarations must be found from whichever program these files are part of.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./pdfkit.d.ts" />
import MarkdownIt from "markdown-it";
import { printable } from "./printable.ts";

/** A stretch of text in one style. A line break is a span whose text is a line end. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly code: boolean;
  readonly href: string | undefined;
}

/** What a chapter is made of. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: "paragraph"; readonly spans: readonly Span[] }
  | {
      readonly kind: "list";
      /** Number of the first item; `undefined` for a list with bullets. */
      readonly first: number | undefined;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: "listing"; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "table"; readonly rows: readonly Row[] }
  | { readonly kind: "line" }
  /** A line `include: file.md`. */
  | { readonly kind: "include"; readonly file: string };

/** The cells of a row of a table; the first row holds the headings. */
export type Row = readonly (readonly Span[])[];

const includeLine = /^include:[ \t]+(\S.*?)[ \t]*$/;

const parser = new MarkdownIt({ typographer: true, html: true });

type Token = ReturnType<typeof parser.parse>[number];

// A line of its own that names a file, also when it follows a paragraph without a blank line. Code blocks never come here.
parser.block.ruler.before(
  "paragraph",
  "include",
  (state, line, _last, silent) => {
    const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
    const file = includeLine.exec(state.src.slice(start, state.eMarks[line]))?.[1];
    if (file === undefined) return false;
    if (!silent) state.push("include", "", 0).content = file;
    state.line = line + 1;
    return true;
  },
  { alt: ["paragraph", "reference", "blockquote"] },
);

/** The blocks of a Markdown text, with every character one that the book's fonts have. */
export function blocksOf(markdown: string): Block[] {
  return new BlockReader(parser.parse(markdown, {})).until(undefined);
}

/** The text of spans, without their styles. */
export function plainText(spans: readonly Span[]): string {
  return spans.map((span) => (span.text === "\n" ? " " : span.text)).join("");
}

/** Reads markdown-it's flat list of tokens, in which `x_open` and `x_close` enclose what is inside x. */
class BlockReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The blocks up to the token that closes them, which is read too. */
  until(close: string | undefined): Block[] {
    const blocks: Block[] = [];
    for (let token = this.#read(); token !== undefined && token.type !== close; token = this.#read()) {
      const block = this.#block(token);
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  #read(): Token | undefined {
    return this.#tokens[this.#next++];
  }

  #block(token: Token): Block | undefined {
    switch (token.type) {
      case "heading_open":
        return { kind: "heading", level: Number(token.tag.slice(1)), spans: this.#spans("heading_close") };
      case "paragraph_open":
        return { kind: "paragraph", spans: this.#spans("paragraph_close") };
      case "bullet_list_open":
        return { kind: "list", first: undefined, items: this.#items("bullet_list_close") };
      case "ordered_list_open":
        return { kind: "list", first: Number(token.attrGet("start") ?? 1), items: this.#items("ordered_list_close") };
      case "blockquote_open":
        return { kind: "quote", blocks: this.until("blockquote_close") };
      case "table_open":
        return { kind: "table", rows: this.#rows() };
      case "fence":
      case "code_block":
        return {
          kind: "listing",
          language: token.info.trim().split(/\s+/)[0] ?? "",
          lines: token.content.trimEnd().split("\n").map(printable),
        };
      case "hr":
        return { kind: "line" };
      case "html_block":
        return isComment(token) ? undefined : { kind: "paragraph", spans: spansOf([token]) };
      case "include":
        return { kind: "include", file: token.content };
      default:
        return undefined;
    }
  }

  #items(close: string): Block[][] {
    const items: Block[][] = [];
    for (let token = this.#read(); token !== undefined && token.type !== close; token = this.#read())
      if (token.type === "list_item_open") items.push(this.until("list_item_close"));
    return items;
  }

  #rows(): Row[] {
    const rows: Span[][][] = [];
    for (let token = this.#read(); token !== undefined && token.type !== "table_close"; token = this.#read()) {
      if (token.type === "tr_open") rows.push([]);
      if (token.type === "th_open" || token.type === "td_open") rows.at(-1)?.push(this.#spans(`${token.tag}_close`));
    }
    return rows;
  }

  #spans(close: string): Span[] {
    const spans: Span[] = [];
    for (let token = this.#read(); token !== undefined && token.type !== close; token = this.#read())
      if (token.type === "inline") spans.push(...spansOf(token.children ?? []));
    return spans;
  }
}

function spansOf(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  let bold = 0;
  let italic = 0;
  let href: string | undefined;
  const add = (text: string, code = false): void => {
    if (text !== "") spans.push({ text, bold: bold > 0, italic: italic > 0, code, href });
  };
  for (const token of tokens) {
    if (token.type === "strong_open") bold++;
    else if (token.type === "strong_close") bold--;
    else if (token.type === "em_open") italic++;
    else if (token.type === "em_close") italic--;
    else if (token.type === "link_open") href = String(token.attrGet("href") ?? "");
    else if (token.type === "link_close") href = undefined;
    else if (isComment(token)) continue;
    else if (token.type === "code_inline") add(printable(token.content), true);
    else if (token.type === "softbreak") add(" ");
    else if (token.type === "hardbreak") add("\n");
    else add(printable(token.content));
  }
  return spans;
}

/** Other HTML than comments is printed as it stands. */
function isComment(token: Token): boolean {
  return token.type.startsWith("html_") && token.content.trimStart().startsWith("<!--");
}
