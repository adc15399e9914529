/** Where in the user's own text something was thrown: stack frames without ours, mapped to what the user wrote. */
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as traceMapping from "@jridgewell/trace-mapping";

const require = createRequire(import.meta.url);

/** The user's own places, innermost first, as `file:line:column` with absolute paths; at most 10. */
export function userTrace(stack: string): readonly string[] {
  const places: string[] = [];
  for (const line of stack.split("\n")) {
    const frame = parseFrame(line);
    if (frame === undefined || !isUsers(frame.file)) continue;
    const place = originalPlace(frame);
    if (place !== undefined && place !== places.at(-1)) places.push(place);
    if (places.length === 10) break;
  }
  return places;
}

interface Frame {
  readonly file: string;
  readonly line: number;
  /** 1-based; 0 where the stack names a line only. */
  readonly column: number;
}

/** `at f (file:///a.ts:1:2)`, `at async /a.ts:1:2`, and the first line of a syntax error, `file:///a.ts:1`. */
function parseFrame(line: string): Frame | undefined {
  const called = /^\s+at (?:async )?(?:.*? \((?=\/|file:))?((?:file:\/\/)?\/.*?):(\d+):(\d+)\)?$/.exec(line);
  const syntax = called ?? /^((?:file:\/\/)?\/\S.*?):(\d+)$/.exec(line);
  if (syntax === null) return undefined;
  const file = pathOf(syntax[1] as string);
  return file === undefined ? undefined : { file, line: Number(syntax[2]), column: Number(syntax[3] ?? 0) };
}

function pathOf(place: string): string | undefined {
  if (!place.startsWith("file:")) return place;
  try {
    return fileURLToPath(place.replace(/\?[^/]*$/, ""));
  } catch {
    return undefined;
  }
}

const ourFolder = dirname(fileURLToPath(import.meta.url));
const workspace = resolve(ourFolder, "../..");
/** Our own code: this folder and, where we run from the sources, the packages beside ours. */
const ours = [
  ourFolder,
  ...["runtime", "compiler", "cli"].flatMap((p) => [`${workspace}/${p}/src`, `${workspace}/${p}/dist`]),
];

function isUsers(file: string): boolean {
  return !file.includes("/node_modules/") && !ours.some((folder) => file.startsWith(`${folder}/`));
}

/** The place in the text that the user wrote. What the compiler added to a compiled file has none. */
function originalPlace(frame: Frame): string | undefined {
  const found = sourceMapOf(frame.file)?.({ line: frame.line, column: Math.max(0, frame.column - 1) });
  if (found !== undefined && found.source !== null)
    return `${pathOf(found.source) ?? found.source}:${found.line}:${found.column + 1}`;
  if (/\.adg\.[cm]?[jt]s$/.test(frame.file)) return undefined;
  return `${frame.file}:${frame.line}${frame.column > 0 ? `:${frame.column}` : ""}`;
}

/** Where a place in a file comes from. */
type SourceMap = (place: traceMapping.Needle) => ReturnType<typeof traceMapping.originalPositionFor>;

interface ReadMap {
  readonly changed: number;
  readonly map: SourceMap | undefined;
}

/** Kept by file and its time of change: a rule that throws 10,000 times reads its map once. */
const readMaps = new Map<string, ReadMap>();

function sourceMapOf(file: string): SourceMap | undefined {
  try {
    const changed = statSync(file).mtimeMs;
    const known = readMaps.get(file);
    if (known?.changed === changed) return known.map;
    const map = readSourceMap(file);
    readMaps.set(file, { changed, map });
    return map;
  } catch {
    return undefined;
  }
}

/** Reads the map that the file names in its last `sourceMappingURL`, inline or beside it. */
function readSourceMap(file: string): SourceMap | undefined {
  const comments = readFileSync(file, "utf8").matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm);
  const url = [...comments].at(-1)?.[1];
  if (url === undefined) return undefined;
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  const text =
    inline === null
      ? readFileSync(resolve(dirname(file), decodeURIComponent(url)), "utf8")
      : inline[1] === undefined
        ? decodeURIComponent(inline[2] as string)
        : Buffer.from(inline[2] as string, "base64").toString("utf8");
  // Loaded here, since most runs have nothing to trace.
  const { originalPositionFor, TraceMap } = require("@jridgewell/trace-mapping") as typeof traceMapping;
  const map = new TraceMap(text, `file://${file}`);
  return (place) => originalPositionFor(map, place);
}
