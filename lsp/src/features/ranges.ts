import {
  FoldingRangeKind,
  FoldingRangeRequest,
  type SelectionRange,
  SelectionRangeRequest,
} from "vscode-languageserver";
import { findModule, type FoldingRange, foldingRangesOf, selectionRangesAt } from "@adg/compiler/query";
import { toOffset, toPosition, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** What can be folded away, and what can be selected around a place. */
export const ranges: Feature = {
  capabilities: () => ({ foldingRangeProvider: true, selectionRangeProvider: true }),
  register: (server) => {
    server.on(FoldingRangeRequest.type, (params) => {
      const { analysis, file, source, text } = server.document(params);
      const module = findModule(analysis, file);
      const found = module === undefined ? [] : foldingRangesOf(module.file.module, text);
      return found.map(({ kind, span }) => {
        const folded = kinds[kind];
        return {
          startLine: toPosition(source, span.start).line,
          endLine: toPosition(source, span.end).line,
          ...(folded === undefined ? {} : { kind: folded }),
        };
      });
    });
    server.on(SelectionRangeRequest.type, (params) => {
      const { analysis, file, source, text } = server.document(params);
      const module = findModule(analysis, file);
      if (module === undefined) return [];
      return params.positions.map((position): SelectionRange => {
        const spans = selectionRangesAt(module.file.module, text, toOffset(source, position));
        const outermost = { range: toRange(source, { start: 0, end: text.length }) };
        return (
          spans.reduceRight<SelectionRange | undefined>(
            (parent, span) => ({ range: toRange(source, span), ...(parent === undefined ? {} : { parent }) }),
            undefined,
          ) ?? outermost
        );
      });
    });
  },
};

const kinds: Readonly<Partial<Record<FoldingRange["kind"], FoldingRangeKind>>> = {
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
};
