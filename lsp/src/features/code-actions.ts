import { type CodeAction, CodeActionKind, CodeActionRequest } from "vscode-languageserver";
import { type Diagnostic, type Edit, meet, mostUrgent } from "@adg/compiler/checking";
import { type Refactoring, refactoringsAt } from "@adg/compiler/query";
import { toDiagnostic, toSpan, toWorkspaceEdit } from "../convert.ts";
import type { Feature, OpenProgram, Server } from "../feature.ts";

const fixAll = `${CodeActionKind.SourceFixAll}.adg`;

/** The fixes of what is wrong, and other ways to write what is right. */
export const codeActions: Feature = {
  capabilities: () => ({
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, fixAll] },
  }),
  register: (server) =>
    server.on(CodeActionRequest.type, (params) => {
      const program = server.document(params);
      const { start, end } = toSpan(program.source, params.range);
      const { only } = params.context;
      // A kind stands for those below it, too.
      const isWanted = (kind: string): boolean =>
        only === undefined ? kind !== fixAll : only.some((each) => kind === each || kind.startsWith(`${each}.`));
      const here = program.analysis.diagnostics.filter(
        ({ file, span }) => file === program.file && span.start <= end && start <= span.end,
      );
      return [
        ...(isWanted(CodeActionKind.QuickFix) ? here.flatMap((each) => quickFixes(each, server)) : []),
        ...refactoringsAt(program.analysis, program.file, { start, end })
          .filter(({ kind }) => isWanted(kinds[kind]))
          .map((each) => action(each.title, kinds[each.kind], each.edits, server)),
        ...(isWanted(fixAll) ? everyFix(program, server) : []),
      ];
    }),
};

const kinds: Readonly<Record<Refactoring["kind"], CodeActionKind>> = {
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  rewrite: CodeActionKind.RefactorRewrite,
};

function action(
  title: string,
  kind: CodeActionKind,
  edits: readonly Edit[],
  { workspace, client }: Server,
): CodeAction {
  return { title, kind, edit: toWorkspaceEdit(workspace, edits, client) };
}

function quickFixes(diagnostic: Diagnostic, server: Server): readonly CodeAction[] {
  const { workspace, docs } = server;
  return diagnostic.fixes.map(({ title, applicability, edits }) => ({
    ...action(title, CodeActionKind.QuickFix, edits, server),
    diagnostics: [toDiagnostic(workspace, diagnostic, docs)],
    ...(applicability === "safe" ? { isPreferred: true } : {}),
  }));
}

/** The safe fixes of the file that come first and do not meet: what is left is mended when it is asked again. */
function everyFix({ analysis, file }: OpenProgram, server: Server): readonly CodeAction[] {
  const own = analysis.diagnostics.filter((each) => each.file === file);
  const taken: Edit[] = [];
  for (const diagnostic of mostUrgent(own, (each) => safeFix(each) !== undefined)) {
    const edits = safeFix(diagnostic)?.edits ?? [];
    const isApart = edits.every((edit) => edit.file === file && !taken.some((other) => meet(edit, other)));
    if (isApart) taken.push(...edits);
  }
  return taken.length === 0 ? [] : [action("Apply all safe fixes", fixAll, taken, server)];
}

function safeFix({ fixes }: Diagnostic): Diagnostic["fixes"][number] | undefined {
  return fixes.find(({ applicability }) => applicability === "safe");
}
