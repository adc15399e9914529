import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensDelta,
  type SemanticTokensEdit,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
} from "vscode-languageserver";
import {
  type SemanticToken,
  semanticTokenModifiers,
  semanticTokens as tokensOf,
  semanticTokenTypes,
} from "@adg/compiler/query";
import type { Source } from "@adg/compiler/checking";
import { toPosition, toSpan } from "../convert.ts";
import type { Feature, OpenProgram, Server } from "../feature.ts";

/** What each piece of a text is. */
export const semanticTokens: Feature = {
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
      full: { delta: true },
      range: true,
    },
  }),
  register: (server) => {
    const sent = new Sent(server);
    server.on(SemanticTokensRequest.type, (params) => {
      const program = server.document(params);
      return sent.whole(program, allData(program));
    });
    server.on(SemanticTokensDeltaRequest.type, (params) => {
      const program = server.document(params);
      return sent.delta(program, params.previousResultId, allData(program));
    });
    server.on(SemanticTokensRangeRequest.type, (params) => {
      const { analysis, file, source } = server.document(params);
      return { data: toData(source, tokensOf(analysis, file, toSpan(source, params.range))) };
    });
  },
};

/** The tokens that each open document was last sent. */
class Sent {
  readonly #server: Server;
  readonly #last = new Map<string, { readonly id: string; readonly data: number[] }>();
  #count = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  whole({ file }: OpenProgram, data: number[]): SemanticTokens & { readonly resultId: string } {
    const id = `${(this.#count += 1)}`;
    this.#last.set(file, { id, data });
    for (const each of this.#last.keys()) if (this.#server.workspace.find(each) === undefined) this.#last.delete(each);
    return { resultId: id, data };
  }

  /** Only what is new, for a client that has what was sent last. */
  delta(program: OpenProgram, previous: string, data: number[]): SemanticTokens | SemanticTokensDelta {
    const before = this.#last.get(program.file);
    const now = this.whole(program, data);
    if (before === undefined || before.id !== previous) return now;
    return { resultId: now.resultId, edits: differences(before.data, data) };
  }
}

/** One edit from the first to the last number that differs. */
function differences(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const deleteCount = before.length - start - end;
  const data = after.slice(start, after.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}

function allData({ analysis, file, source }: OpenProgram): number[] {
  return toData(source, tokensOf(analysis, file));
}

function toData(source: Source, tokens: readonly SemanticToken[]): number[] {
  const builder = new SemanticTokensBuilder();
  for (const { span, type, modifiers } of tokens) {
    const { line, character } = toPosition(source, span.start);
    const bits = modifiers.reduce((all, modifier) => all | (1 << semanticTokenModifiers.indexOf(modifier)), 0);
    builder.push(line, character, span.end - span.start, semanticTokenTypes.indexOf(type), bits);
  }
  return builder.build().data;
}
