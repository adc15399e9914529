import { type ClientCapabilities, CodeLensRequest, type Command } from "vscode-languageserver";
import { type CodeLens, codeLensesOf } from "@adg/compiler/query";
import { toLocation, toPosition, toRange } from "../convert.ts";
import type { Feature, OpenProgram, Server } from "../feature.ts";
import { hasCommand } from "../client-commands.ts";
import type { Settings } from "../settings.ts";

/** What is worth knowing above a rule or task, and what can be done with a file. */
export const codeLenses: Feature = {
  capabilities: () => ({ codeLensProvider: { resolveProvider: false } }),
  register: (server) =>
    server.on(CodeLensRequest.type, (params) => {
      const program = server.document(params);
      return codeLensesOf(program.analysis, program.file).flatMap((lens) => {
        if (!isWanted(lens, server.settings.codeLens)) return [];
        const command = commandOf(lens, program, server);
        return command === undefined ? [] : [{ range: toRange(program.source, lens.span), command }];
      });
    }),
};

function isWanted({ kind }: CodeLens, { run, references, firings }: Settings["codeLens"]): boolean {
  if (kind === "run") return run;
  return kind === "firings" ? firings : references;
}

/** The editor's own commands are used only where it has them: else a lens tells, but does nothing. */
function commandOf(lens: CodeLens, program: OpenProgram, { client, workspace }: Server): Command | undefined {
  const { title, span } = lens;
  const told = { title, command: "" };
  switch (lens.kind) {
    case "run":
      return does(client, commands[lens.action], { title, arguments: [program.uri] });
    case "firings":
      return told;
    case "references":
    case "additions": {
      const locations = lens.places.map((place) => toLocation(workspace, place));
      const given = [program.uri, toPosition(program.source, span.start), locations];
      const shows =
        locations.length === 0 ? undefined : does(client, "adg.showReferences", { title, arguments: given });
      return shows ?? told;
    }
  }
}

const commands = { run: "adg.run", stub: "adg.runStubbed", graph: "adg.showGraph" } as const;

function does(client: ClientCapabilities, command: string, more: Omit<Command, "command">): Command | undefined {
  return hasCommand(client, command) ? { command, ...more } : undefined;
}
