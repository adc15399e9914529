/** Who may ask for what. A page of somebody else's, open in the same browser, can send requests to this machine, too. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

export interface Guarded {
  /** What the Host header may be, in lower case. */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly token: string;
}

/** Names of this machine under which it may be asked. `names`: others, which lead here by way of a proxy; with or without a port. */
export function guardedBy(
  port: number,
  { host, names = [], token }: { readonly host: string; readonly names?: readonly string[]; readonly token: string },
): Guarded {
  const own = ["127.0.0.1", "localhost", "[::1]", ...(isEverywhere(host) ? [] : [inUrl(host)])];
  const hosts = [
    ...own.map((each) => `${each}:${port}`),
    ...names.flatMap((each) => (/:\d+$/.test(each) ? [each] : [each, `${each}:${port}`])),
    // Browsers leave it out.
    ...(port === 80 ? own : []),
  ].map((each) => each.toLowerCase());
  const origins = hosts.flatMap((each) => [`http://${each}`, ...(isNamed(each) ? [`https://${each}`] : [])]);
  return { hosts: new Set(hosts), origins: new Set(origins), token };

  // A proxy may have a certificate.
  function isNamed(host: string): boolean {
    return names.some((name) => host === name.toLowerCase());
  }
}

/** Whether it stands for all addresses of the machine. */
export const isEverywhere = (host: string): boolean => host === "0.0.0.0" || host === "::";
/** A host as addresses of pages have it. */
export const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Why a request is not granted, if so; asked before anything else is done. */
export function refusalOf(request: IncomingMessage, { hosts, origins, token }: Guarded): Refusal | undefined {
  const { method = "", url = "", headers, headersDistinct } = request;
  const [host = "", ...others] = headersDistinct["host"] ?? [];
  // A foreign name that was made to lead here makes the foreign page one of the same origin.
  if (others.length > 0 || !hosts.has(host.toLowerCase()))
    return new Refusal(403, `This server is not called ${quoted(host)}: ask for it as ${[...hosts][0]}.`);
  if (!url.startsWith("/")) return new Refusal(400, `A path must begin with "/", and ${quoted(url)} came.`);
  if (headers.origin !== undefined && !origins.has(headers.origin.toLowerCase()))
    return new Refusal(403, `Pages of ${quoted(headers.origin)} may ask nothing of this server.`);
  const [path = ""] = url.split("?");
  const isData = path === "/api" || path.startsWith("/api/");
  const site = headers["sec-fetch-site"];
  if (isData && site !== undefined && site !== "same-origin" && site !== "none")
    return new Refusal(403, "Only the page of this server may ask for its data.");
  return refusedMethod(method, path, headers["content-type"]) ?? (isData ? refusedToken(headers, token) : undefined);
}

function refusedMethod(method: string, path: string, type: string | undefined): Refusal | undefined {
  if (method === "HEAD" && path.endsWith("/events")) return new Refusal(405, "Events can only be read with GET.");
  if (method === "GET" || method === "HEAD") return undefined;
  if (method !== "POST" || !/^\/api\/runs\/[^/]+\/control$/.test(path))
    return new Refusal(405, `There is no ${quoted(method)} for ${quoted(path)}.`);
  // What forms can send needs no leave of the server's.
  if (type?.split(";")[0]?.trim().toLowerCase() === "application/json") return undefined;
  return new Refusal(415, `The body must be application/json, and ${quoted(type ?? "no type")} came.`);
}

function refusedToken({ authorization }: IncomingMessage["headers"], token: string): Refusal | undefined {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (given === undefined)
    return new Refusal(401, "The token is missing: open the page by the address that adg printed.");
  if (timingSafeEqual(digest(given), digest(token))) return undefined;
  return new Refusal(401, "The token is another server's: open the page by the address that adg printed.");
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** What came, in a message: short and on one line. */
export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
