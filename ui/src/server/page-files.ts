import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PageFile {
  readonly type: string;
  readonly contents: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/** Where the build puts the page; the same place for what is compiled and for its sources. */
export const builtPage = fileURLToPath(new URL("../../dist/page/", import.meta.url));

/** The files of the page by the path at which they are served. They are read here, so that no request names a file. Throws where there is no page. */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> {
  if (!existsSync(join(folder, "index.html")))
    throw new Error('The page of runs was not built: "npm run build" in the folder of adg builds it.');
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || entry.name.startsWith(".") || type === undefined) continue;
    const contents = new Uint8Array(readFileSync(join(folder, entry.name)));
    const etag = `"${createHash("sha256").update(contents).digest("base64url")}"`;
    files.set(entry.name === "index.html" ? "/" : `/${entry.name}`, { type, contents, etag });
  }
  return files;
}
