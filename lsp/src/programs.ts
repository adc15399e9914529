import { setImmediate as nextTurn } from "node:timers/promises";
import type { CancellationToken } from "vscode-languageserver";
import type { Analysis } from "@adg/compiler/checking";
import type { Server } from "./feature.ts";

/**
 * The analyses of all programs of the workspace, that of `file` first. Nobody else is kept waiting meanwhile, and who has cancelled gets
 * no more than was there.
 */
export async function allPrograms(
  { workspace, files }: Server,
  file: string,
  token: CancellationToken,
): Promise<readonly Analysis[]> {
  const analyses: Analysis[] = [];
  for (const each of new Set([file, ...files.all()])) {
    const analysis = workspace.analysis(each);
    if (analysis !== undefined) analyses.push(analysis);
    await nextTurn();
    if (token.isCancellationRequested) break;
  }
  return analyses;
}
