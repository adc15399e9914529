import { dirname, join, resolve } from "node:path";
import type { Location, LocationLink } from "vscode-languageserver";
import { findExport, findPythonFunction, type Place, type Target, type Targets } from "@adg/compiler/query";
import { toLocation, toRange } from "./convert.ts";
import type { OpenProgram, Server } from "./feature.ts";

/** Names are passed on from module to module at most so often. */
const mostModules = 20;

/** Where targets are, as links where the client can show what was pointed at. */
export function toLinks(
  server: Server,
  { source }: OpenProgram,
  found: Targets | undefined,
  canLink: boolean | undefined,
): Location[] | LocationLink[] {
  if (found === undefined) return [];
  const locations = placesOf(server, found.targets).map((place) => toLocation(server.workspace, place));
  if (canLink !== true) return locations;
  const originSelectionRange = toRange(source, found.origin);
  return locations.map(({ uri, range }) => ({
    originSelectionRange,
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}

function placesOf(server: Server, targets: readonly Target[]): readonly Place[] {
  return targets.flatMap((target) => {
    switch (target.kind) {
      case "place":
        return [target];
      case "file":
        return server.workspace.exists(target.file) ? [startOf(target.file)] : [];
      case "export":
        return exportPlaces(server, target.module, target.name, new Set());
      case "python":
        return pythonPlaces(server, target);
    }
  });
}

/** Where a module exports a name: in its text, or in that of a module which it passes the name on from; else its beginning. */
function exportPlaces(server: Server, module: string, name: string, seen: Set<string>): readonly Place[] {
  const places = exportsIn(server, module, name, seen);
  return places.length > 0 || !server.workspace.exists(module) ? places : [startOf(module)];
}

function exportsIn(server: Server, module: string, name: string, seen: Set<string>): readonly Place[] {
  if (seen.has(module) || seen.size >= mostModules) return [];
  seen.add(module);
  const text = server.workspace.textOf(module);
  if (text === undefined) return [];
  return findExport(text, name).flatMap((found) => {
    if (found.kind === "here") return [{ file: module, span: found.span }];
    // What comes from a package is not looked for.
    if (!/^\.{0,2}\//.test(found.from)) return [];
    return exportsIn(server, resolve(dirname(module), found.from), found.name, seen);
  });
}

function pythonPlaces({ workspace }: Server, { beside, module, name }: Target & { kind: "python" }): readonly Place[] {
  const path = join(dirname(beside), ...module.split("."));
  const file = [`${path}.py`, join(path, "__init__.py")].find((each) => workspace.exists(each));
  if (file === undefined) return [];
  const span = findPythonFunction(workspace.textOf(file) ?? "", name);
  return [span === undefined ? startOf(file) : { file, span }];
}

function startOf(file: string): Place {
  return { file, span: { start: 0, end: 0 } };
}
