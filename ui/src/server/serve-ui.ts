import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { RunsSource } from "../contract.ts";
import { guardedBy, inUrl, isEverywhere, refusalOf, type Guarded } from "./guard.ts";
import { OpenRuns } from "./open-runs.ts";
import { builtPage, pageFiles } from "./page-files.ts";
import type { Refusal } from "./refusal.ts";
import { routesOf } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";

export interface UiOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Whoever has it may see all runs, and control them. */
  readonly token: string;
  /** Other names by which browsers may ask for it, with or without a port. */
  readonly names?: readonly string[];
}

export interface UiServer {
  /** Of the page, without the token; ends with a slash. */
  readonly url: string;
  /** Ends what is asked at the moment, too. */
  close(): Promise<void>;
}

/** Shows runs to browsers. Rejects with a sentence for the user where the page was not built, or the port is not to be had. */
export function serveUi(source: RunsSource, options: UiOptions): Promise<UiServer> {
  return serveRuns(source, options, { page: builtPage });
}

/** Where the page lies, and ms: see `OpenRuns` and `changeStream`. */
export interface Serving {
  readonly page: string;
  readonly patience?: number;
  readonly heartbeat?: number;
}

/** The same, with what tests set otherwise. */
export async function serveRuns(
  source: RunsSource,
  options: UiOptions,
  { page, patience, heartbeat }: Serving,
): Promise<UiServer> {
  const runs = new OpenRuns(source, patience);
  const routes = routesOf({ source, runs, page: pageFiles(page), heartbeat });
  // The process runs programs of users, too: what they know as `Request` stays Node's.
  const answer = getRequestListener((request) => routes.fetch(request), { overrideGlobalObjects: false });
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 });
  await listening(server, options);
  const { port } = server.address() as AddressInfo;
  const guarded = guardedBy(port, options);
  server.on("request", (request, response) => {
    if (isGranted(request, response, guarded)) void answer(request, response);
  });
  const host = isEverywhere(options.host) ? "127.0.0.1" : options.host;
  return {
    url: `http://${inUrl(host)}:${port}/`,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await runs.close();
    },
  };
}

function isGranted(request: IncomingMessage, response: ServerResponse, guarded: Guarded): boolean {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader("cache-control", "no-store");
  const refusal = refusalOf(request, guarded);
  if (refusal !== undefined) refuse(response, refusal);
  return refusal === undefined;
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  if (status === 401) response.setHeader("www-authenticate", "Bearer");
  if (status === 405) response.setHeader("allow", "GET, HEAD");
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}

async function listening(server: Server, { host, port }: UiOptions): Promise<void> {
  await new Promise<void>((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => failed(new Error(problemOf(error.code), { cause: error })));
    server.listen({ host, port }, done);
  });

  function problemOf(code = "no reason was given"): string {
    if (code === "EADDRINUSE") return `Port ${port} is taken: name another with --port.`;
    if (code === "EACCES") return `Port ${port} may not be used by you: name another with --port.`;
    return `The page cannot be served at ${inUrl(host)}:${port}: ${code}.`;
  }
}
