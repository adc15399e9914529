import {
  type DefinitionClientCapabilities,
  DefinitionRequest,
  ImplementationRequest,
  type RequestType,
  type TextDocumentPositionParams,
  TypeDefinitionRequest,
} from "vscode-languageserver";
import { definitionAt, implementationAt, typeDefinitionAt } from "@adg/compiler/query";
import { toOffset } from "../convert.ts";
import type { Feature, Server } from "../feature.ts";
import { toLinks } from "../targets.ts";

/** Where a name is declared, its type is, and what makes it real. */
export const definition: Feature = {
  capabilities: () => ({ definitionProvider: true, typeDefinitionProvider: true, implementationProvider: true }),
  register: (server) => {
    const { definition: to, typeDefinition, implementation } = server.client.textDocument ?? {};
    answer(server, DefinitionRequest.type, definitionAt, to);
    answer(server, TypeDefinitionRequest.type, typeDefinitionAt, typeDefinition);
    answer(server, ImplementationRequest.type, implementationAt, implementation);
  },
};

function answer<P extends TextDocumentPositionParams, R, E>(
  server: Server,
  type: RequestType<P, R, E>,
  ask: typeof definitionAt,
  client: DefinitionClientCapabilities | undefined,
): void {
  server.on(type, (params) => {
    const program = server.document(params);
    const found = ask(program.analysis, program.file, toOffset(program.source, params.position));
    return toLinks(server, program, found, client?.linkSupport) as R;
  });
}
