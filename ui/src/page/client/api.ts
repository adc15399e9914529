/** Asks the server. */
import { Refused, Unreachable } from "./refused.ts";
import { token } from "./token.ts";

/** @throws {Refused} @throws {Unreachable} and what `signal` was aborted with */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await open(path, signal === undefined ? {} : { signal })).json()) as T;
}

/** @throws like `ask` */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return (await (await open(path, init)).json()) as T;
}

/** An answer that is well. `path`: below `/api`. */
export async function open(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token.peek() ?? ""}`);
  let response: Response;
  try {
    response = await fetch(`/api${path}`, { ...init, headers, cache: "no-store" });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Unreachable("The server does not answer.", { cause: error });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Error> {
  const said: unknown = await response.json().catch(() => undefined);
  const message = typeof said === "object" && said !== null && "message" in said ? String(said.message) : undefined;
  if (message === undefined && response.status >= 500)
    return new Unreachable("The server does not answer as it should.");
  return new Refused(response.status, message ?? `The server answered with status ${response.status}.`);
}

/** `/runs/ID`, whatever the id is made of. */
export const runPath = (run: string): string => `/runs/${encodeURIComponent(run)}`;

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
