/** The part of pdfkit that the book uses; the package ships no types of its own. */
declare module "pdfkit" {
  import type { Readable } from "node:stream";

  export interface TextOptions {
    /** `false`: draw the text as one line, wherever it ends. */
    readonly lineBreak?: boolean;
    /** `alphabetic`: `y` is the base line. */
    readonly baseline?: "alphabetic" | "top";
    readonly characterSpacing?: number;
  }

  export interface DocumentOptions {
    readonly size?: readonly [width: number, height: number];
    readonly margin?: number;
    readonly autoFirstPage?: boolean;
    readonly info?: { readonly Title?: string };
  }

  interface PDFDocument extends Readable {
    addPage(): this;
    end(): void;
    font(name: string, size: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    link(x: number, y: number, width: number, height: number, url: string): this;
    save(): this;
    restore(): this;
    rect(x: number, y: number, width: number, height: number): this;
    circle(x: number, y: number, radius: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    bezierCurveTo(cp1x: number, cp1y: number, cp2x: number, cp2y: number, x: number, y: number): this;
    lineWidth(width: number): this;
    dash(length: number, options: { readonly space: number }): this;
    fillColor(colour: string): this;
    strokeColor(colour: string): this;
    fill(colour: string): this;
    stroke(colour: string): this;
  }

  const PDFDocument: new (options?: DocumentOptions) => PDFDocument;
  export default PDFDocument;
}
