/** Tells others how a process is, over HTTP: nothing but `GET /metrics`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { AddressInfo } from "node:net";

/** Where it listens. */
export interface MetricsPlace {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
}

/** What it tells. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface MetricsServer {
  /** Of the metrics. */
  readonly url: string;
  close(): Promise<void>;
}

/** ms that a client has to say what it wants. */
const patience = 5_000;

/** Rejects with a sentence for the user where the port is not to be had. */
export async function serveMetrics(place: MetricsPlace, metrics: MetricsText): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: patience, headersTimeout: patience }, (request, response) => {
    const problem = refusalOf(request, place.host);
    if (problem !== undefined) return answer(response, problem);
    metrics.text().then(
      (text) => answer(response, { status: 200, text, headers: { "content-type": metrics.contentType } }),
      () => answer(response, { status: 500, text: "the metrics cannot be told\n" }),
    );
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      failed(new Error(`metrics cannot be told at ${shown(place)}: ${error.code ?? error.message}`)),
    );
    server.listen(place, listening);
  });
  // Who only wants to know how this process is does not keep it.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${shown({ ...place, port })}/metrics`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(response: ServerResponse, { status, text, headers = {} }: Answer): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers });
  response.end(text);
}

function refusalOf({ method, url = "", headers }: IncomingMessage, host: string): Answer | undefined {
  // A page of somebody else's, whose name was made to lead here, must not read them.
  if (!isOurs(headers.host, host)) return { status: 403, text: "this host is not known here\n" };
  if (url.split("?")[0] !== "/metrics") return { status: 404, text: "there is only /metrics\n" };
  if (method === "GET") return undefined;
  return { status: 405, text: "it can only be read\n", headers: { allow: "GET" } };
}

/** Whether a request names this machine: by an address, or by a name that is known to be its own. */
export function isOurs(header: string | undefined, host: string): boolean {
  const name = URL.parse(`http://${header ?? ""}`)?.hostname.replace(/^\[|\]$/g, "");
  if (name === undefined || header === undefined || /[/@?#\\]/.test(header)) return false;
  return isIP(name) !== 0 || [host, "localhost", hostname()].some((own) => own.toLowerCase() === name);
}

const shown = ({ host, port }: MetricsPlace): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
