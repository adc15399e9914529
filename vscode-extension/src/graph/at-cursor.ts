/** What of a picture is meant by a place in the text. */
import { edgeKey, type Graph, type Location, nodeKey } from "./graph.ts";

export interface Cursor {
  readonly uri: string;
  readonly line: number;
  /** The word at the cursor, if there is one. */
  readonly word: string | undefined;
}

/** Ids (of the drawing) of the boxes and arrows that are meant: what the word names, else what the lines around belong to. */
export function partsAt({ nodes, edges }: Graph, { uri, line, word }: Cursor): readonly string[] {
  const named = nodes.flatMap(({ name }, index) => (name === word ? [nodeKey(index)] : []));
  if (named.length > 0) return named;
  const heads = [
    ...nodes.map((node, index) => ({ key: nodeKey(index), at: node as Location })),
    ...edges.flatMap(({ rules }, index) => rules.map((rule) => ({ key: edgeKey(index), at: rule as Location }))),
  ].filter(({ at }) => at.uri === uri && at.range.start.line <= line);
  const nearest = Math.max(...heads.map(({ at }) => at.range.start.line));
  return heads.filter(({ at }) => at.range.start.line === nearest).map(({ key }) => key);
}
