import type { Node } from "web-tree-sitter";
import type { ShellText } from "./shell-text.ts";

/** How the tree of a command sees a hole. `unknown`: it says nothing that could be compared. */
export type TreeContext =
  "bare" | "double" | "single" | "ansi" | "heredoc" | "heredoc-raw" | "arithmetic" | "comment" | "unknown";

/** A second opinion on shell text: the grammar of tree-sitter-bash. */
export interface BashParser {
  /** How each hole is quoted; `undefined` where the grammar cannot read the command (which it also says of some sound ones). */
  contextsOf(text: ShellText): readonly TreeContext[] | undefined;
}

/**
 * Loads the parser, about 20 ms. `engine` is the content of `web-tree-sitter/web-tree-sitter.wasm`, `grammar` that of
 * `tree-sitter-bash/tree-sitter-bash.wasm`.
 */
export async function loadBash(wasm: {
  readonly engine: Uint8Array;
  readonly grammar: Uint8Array;
}): Promise<BashParser> {
  const { Language, Parser } = await import("web-tree-sitter");
  await Parser.init({ wasmBinary: wasm.engine });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.grammar));
  return {
    contextsOf(text) {
      const { command, offsets } = withPlaceholders(text);
      const tree = parser.parse(command);
      if (tree === null) return undefined;
      const contexts = tree.rootNode.hasError
        ? undefined
        : offsets.map((offset) => contextOf(tree.rootNode.descendantForIndex(offset, offset + placeholder.length)));
      tree.delete();
      return contexts;
    },
  };
}

/** A word, a name and, where the shell computes, a variable: it can stand wherever a hole can. */
const placeholder = "adg_hole";

function withPlaceholders({ text, holes }: ShellText): {
  readonly command: string;
  readonly offsets: readonly number[];
} {
  const offsets: number[] = [];
  let command = "";
  let from = 0;
  for (const hole of holes.keys()) {
    command += text.slice(from, hole);
    offsets.push(command.length);
    command += placeholder;
    from = hole + 1;
  }
  return { command: command + text.slice(from), offsets };
}

/** The innermost quoting around a node. */
function contextOf(leaf: Node | null): TreeContext {
  for (let node = leaf; node !== null; node = node.parent) {
    switch (node.type) {
      case "string":
      case "translated_string":
        return "double";
      case "raw_string":
        return "single";
      case "ansi_c_string":
        return "ansi";
      case "comment":
        return "comment";
      case "arithmetic_expansion":
        return "arithmetic";
      case "heredoc_body":
        return isRaw(node) ? "heredoc-raw" : "heredoc";
      case "command_substitution":
      case "process_substitution":
      case "program":
        return "bare";
      // Its rules depend on the operator and on what is around it.
      case "expansion":
      case "subscript":
      // It keeps the quotes in a pattern as text.
      case "regex":
      case "extglob_pattern":
      case "c_style_for_statement":
      case "heredoc_start":
        return "unknown";
    }
  }
  return "unknown";
}

function isRaw(body: Node): boolean {
  const start = body.parent?.children.find((child) => child?.type === "heredoc_start");
  return /['"\\]/.test(start?.text ?? "");
}
