/** Colours text as an editor does. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar, type IRawGrammar } from "vscode-textmate";

/** A piece of text and its scopes, the innermost last. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly scopes: readonly string[];
}

export interface Registry {
  tokenise(scopeName: string, text: string): Promise<readonly Piece[]>;
}

/** `grammars`: by scope name. `injected`: scope names of grammars that are injected into another. */
export async function registryOf(
  grammars: Readonly<Record<string, unknown>>,
  injected: Readonly<Record<string, readonly string[]>> = {},
): Promise<Registry> {
  await (loaded ??= load());
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => (grammars[name] as IRawGrammar | undefined) ?? null,
    getInjections: (name) => [...(injected[name] ?? [])],
  });
  return {
    async tokenise(scopeName, text) {
      const grammar = await registry.loadGrammar(scopeName);
      if (grammar === null) throw new Error(`There is no grammar "${scopeName}".`);
      return pieces(grammar, text);
    },
  };
}

function pieces(grammar: IGrammar, text: string): readonly Piece[] {
  const found: Piece[] = [];
  let state = textmate.INITIAL;
  let offset = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line.replace(/\r$/, ""), state);
    for (const { startIndex, endIndex, scopes } of tokens)
      found.push({ text: line.slice(startIndex, endIndex), start: offset + startIndex, scopes });
    state = ruleStack;
    offset += line.length + 1;
  }
  return found;
}

let loaded: Promise<void> | undefined;

function load(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  return oniguruma.loadWASM({ data: readFileSync(wasm) });
}
