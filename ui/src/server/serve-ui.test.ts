import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EventsReader } from "../../../test/support/events-reader.ts";
import { ScriptedSource } from "../../../test/support/scripted-source.ts";
import type { EndedAttempt } from "../contract.ts";
import { serveRuns, type Serving, type UiServer } from "./serve-ui.ts";

const token = "a-token";
const folder = mkdtempSync(join(tmpdir(), "adg-page-"));
const page = join(folder, "page");

beforeAll(() => {
  mkdirSync(join(page, "inside"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "secret");
  for (const name of ["index.html", "page.js", "page.css", ".hidden.js", "page.ts"])
    writeFileSync(join(page, name), `<${name}>`);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly message: unknown;
}

/** A request as it is written, whatever a browser would make of it; with the token, if nothing else is said. */
function ask(server: UiServer, path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  const known = { authorization: `Bearer ${token}`, ...headers };
  return new Promise((done, failed) => {
    const asked = request({ hostname, port, path, method, headers: known, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => {
        const isJson = response.headers["content-type"] === "application/json" && text !== "";
        const data: unknown = isJson ? JSON.parse(text) : undefined;
        const message = (data as { message?: unknown } | undefined)?.message;
        done({ status: response.statusCode, headers: response.headers, text, message });
      });
    });
    asked.on("error", failed);
    asked.end(body);
  });
}

async function withServer(
  see: (server: UiServer, source: ScriptedSource) => Promise<void>,
  serving: Omit<Serving, "page"> & { readonly names?: readonly string[] } = {},
): Promise<void> {
  const source = new ScriptedSource();
  const { names, ...others } = serving;
  const options = { host: "127.0.0.1", port: 0, token, ...(names === undefined ? {} : { names }) };
  const server = await serveRuns(source, options, { page, ...others });
  try {
    await see(server, source);
  } finally {
    await server.close();
  }
}

/** When it holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

const events = (server: UiServer, last?: string): Promise<EventsReader> =>
  EventsReader.open(`${server.url}api/runs/one/events`, token, last);

const json = { "content-type": "application/json" };

test("the page is there without a token, and nothing beside it", () =>
  withServer(async (server) => {
    const open = { headers: { authorization: "" } };
    const index = await ask(server, "/", open);
    expect(index).toMatchObject({ status: 200, text: "<index.html>" });
    expect(index.headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
    expect((await ask(server, "/page.js?v=1", open)).headers["content-type"]).toBe("text/javascript; charset=utf-8");
    const etag = String(index.headers["etag"]);
    const again = await ask(server, "/", { headers: { "if-none-match": etag } });
    expect(again).toMatchObject({ status: 304, text: "" });
    expect(await ask(server, "/", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    const absent = [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/inside/../../secret.txt",
      "//secret.txt",
      "/inside",
      "/.hidden.js",
      "/page.ts",
      "/index.html%00",
    ];
    for (const path of absent) expect([path, (await ask(server, path)).status]).toEqual([path, 404]);
  }));

test("each answer tells the browser to run and to show nothing of others", () =>
  withServer(async (server, source) => {
    source.add("one");
    for (const path of ["/", "/api/runs", "/api/runs/one", "/nothing", "/api/runs/two"]) {
      const { headers } = await ask(server, path);
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
      if (path.startsWith("/api")) expect(headers).toMatchObject({ "cache-control": "no-store" });
    }
    const refused = await ask(server, "/", { headers: { host: "evil.example" } });
    expect(refused.headers).toHaveProperty("content-security-policy");
  }));

test("a foreign name that leads here is refused", () =>
  withServer(
    async (server) => {
      const { port } = new URL(server.url);
      const hosts = async (path: string, ...hosts: string[]): Promise<unknown[]> =>
        await Promise.all(hosts.map(async (host) => (await ask(server, path, { headers: { host } })).status));
      const ours = ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "box.example"].map((each) => `${each}:${port}`);
      expect(await hosts("/api/runs", ...ours, "box.example", "proxy.example:9000")).toEqual(Array(7).fill(200));
      const foreign = [`evil.example:${port}`, "127.0.0.1", "localhost:1", `127.0.0.1.evil.example:${port}`];
      const others = [`evil@127.0.0.1:${port}`, "proxy.example", `proxy.example:${port}`];
      expect(await hosts("/", ...foreign, ...others)).toEqual(Array(7).fill(403));
      expect((await ask(server, "/", { headers: { host: "evil.example" } })).message).toBe(
        `This server is not called "evil.example": ask for it as 127.0.0.1:${port}.`,
      );
      expect((await ask(server, "http://evil.example/")).status).toBe(400);
    },
    { names: ["Box.example", "proxy.example:9000"] },
  ));

test("a page of somebody else's may ask for nothing", () =>
  withServer(
    async (server, source) => {
      const run = source.add("one");
      const { origin, port } = new URL(server.url);
      const post = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
        (await ask(server, "/api/runs/one/control", { method: "POST", headers, body: '{"kind":"cancel"}' })).status;
      const foreign = ["http://evil.example", "null", `https://127.0.0.1:${port}`, "http://127.0.0.1:1"];
      for (const each of foreign) expect([each, await post({ ...json, origin: each })]).toEqual([each, 403]);
      for (const site of ["cross-site", "same-site", "odd"]) {
        expect(await post({ ...json, "sec-fetch-site": site })).toBe(403);
        expect((await ask(server, "/api/runs", { headers: { "sec-fetch-site": site } })).status).toBe(403);
      }
      // A link that leads to the page is no harm.
      expect((await ask(server, "/", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(200);
      // What forms send, and a browser sends without asking first.
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
        expect(await post({ "content-type": type })).toBe(415);
      expect(await post({})).toBe(415);
      expect(run.controls).toEqual([]);
      expect(await post({ ...json, origin, "sec-fetch-site": "same-origin" })).toBe(200);
      expect(await post({ ...json, origin: "https://box.example" })).toBe(200);
      expect(await post({ "content-type": "Application/JSON; charset=utf-8" })).toBe(200);
      expect(run.controls).toEqual(Array.from({ length: 3 }, () => ({ kind: "cancel" })));
    },
    { names: ["box.example"] },
  ));

test("without the token there is no data", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    const given = ["", "Bearer", "Bearer ", `Basic ${token}`, token, "Bearer another", `Bearer ${token}x`];
    for (const authorization of given)
      for (const path of ["/api", "/api/runs", "/api/runs/one", "/api/runs/one/events", "/api/nothing"]) {
        const answer = await ask(server, path, { headers: { authorization } });
        expect(answer).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
        expect(answer.text).not.toContain(token);
      }
    const headers = { ...json, authorization: "Bearer wrong" };
    const posted = await ask(server, "/api/runs/one/control", { method: "POST", headers, body: '{"kind":"cancel"}' });
    expect(posted.status).toBe(401);
    expect(run.controls).toEqual([]);
    expect(source.openings).toBe(0);
    expect((await ask(server, "/api/runs", { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
  }));

test("nothing can be written but what is asked of a run", () =>
  withServer(async (server, source) => {
    source.add("one");
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
      for (const path of ["/", "/api/runs", "/api/runs/one"])
        expect((await ask(server, path, { method, headers: json })).status).toBe(405);
    for (const method of ["PUT", "OPTIONS"])
      expect((await ask(server, "/api/runs/one/control", { method, headers: json })).status).toBe(405);
    expect((await ask(server, "/api/runs/one/events", { method: "HEAD" })).status).toBe(405);
    expect(source.openings).toBe(0);
  }));

test("runs answer what they are asked", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    run.end(3);
    const data = async (path: string): Promise<unknown> => JSON.parse((await ask(server, path)).text) as unknown;
    expect(await data("/api/runs")).toMatchObject([{ run: "one", done: 3 }]);
    expect(await data("/api/runs/one")).toMatchObject({ facts: { run: "one" }, snapshot: { position: 3, total: 3 } });
    expect(await data("/api/runs/one/at/2")).toMatchObject({ position: 2, total: 3, tasks: [[2, 0, 0, 0, 0, 0]] });
    expect(await data("/api/runs/one/nodes")).toEqual({ nodes: [], total: 3 });
    await data("/api/runs/one/nodes?task=0&state=failed&text=a%26b&skip=10&most=20&at=2");
    expect(run.wanted).toEqual([
      [{ skip: 0, most: 100 }, undefined],
      [{ task: 0, state: "failed", text: "a&b", skip: 10, most: 20 }, 2],
    ]);
    expect(await data(`/api/runs/one/nodes/${encodeURIComponent("pdf/1:é")}?at=1`)).toMatchObject({ id: "pdf/1:é" });
    expect(await data("/api/runs/one/rules/0/why")).toEqual({ text: "rule 0 at the end" });
    expect(await data("/api/runs/one/rules/0/why?at=1")).toEqual({ text: "rule 0 at 1" });
    expect(await data("/api/runs/one/graph")).toEqual({ epoch: 1, tasks: [0, 0], states: [0, 0], edges: [0, 1] });
    expect(await data("/api/runs/one/critical-path")).toEqual([0, 1]);
    const body = JSON.stringify({ kind: "retry", node: "pdf", more: 1 });
    const answered = await ask(server, "/api/runs/one/control", { method: "POST", headers: json, body });
    expect(JSON.parse(answered.text)).toEqual({ ok: true, message: "retry was asked." });
    expect(run.controls).toEqual([{ kind: "retry", node: "pdf" }]);
    expect(source.openings).toBe(1);
  }));

test.each([
  ["at/x", '"at" must be a whole number from 0 on, and "x" came.'],
  ["at/-1", '"at" must be a whole number from 0 on, and "-1" came.'],
  ["at/1e9", '"at" must be a whole number from 0 on, and "1e9" came.'],
  ["nodes?skip=a", '"skip" must be a whole number from 0 on, and "a" came.'],
  ["nodes?most=0", '"most" must be from 1 to 1000, and 0 came.'],
  ["nodes?most=1001", '"most" must be from 1 to 1000, and 1001 came.'],
  ["nodes?task=1", '"task" must be the place of one of 1 tasks, from 0 on, and 1 came.'],
  ["nodes?state=well", '"state" must be one of done, failed, running, waiting, skipped, cancelled, and "well" came.'],
  ["nodes?at=", '"at" must be a whole number from 0 on, and "" came.'],
  ["rules/none/why", '"rule" must be a whole number from 0 on, and "none" came.'],
])("what cannot be meant is refused in a sentence: %s", (path, message) =>
  withServer(async (server, source) => {
    source.add("one");
    expect(await ask(server, `/api/runs/one/${path}`)).toMatchObject({ status: 400, message });
  }),
);

test.each([
  ["", 400, 'The body must be JSON, and "" came.'],
  ["{", 400, 'The body must be JSON, and "{" came.'],
  ["[1]", 400, 'The body must be a JSON object, and "[1]" came.'],
  ["null", 400, 'The body must be a JSON object, and "null" came.'],
  ["{}", 400, '"kind" of the body must be one of cancel, pause, unpause, resume, cancel-node, retry, and none came.'],
  [
    '{"kind":"remove"}',
    400,
    '"kind" of the body must be one of cancel, pause, unpause, resume, cancel-node, retry, and "\\"remove\\"" came.',
  ],
  ['{"kind":"retry"}', 400, '"node" of the body must be the id of a node, and none came.'],
  ['{"kind":"cancel-node","node":7}', 400, '"node" of the body must be the id of a node, and "7" came.'],
  [`{"kind":"${"x".repeat(65_536)}"}`, 413, "The body must have 64 KiB at most, and a longer one came."],
])("what cannot be asked of a run is refused in a sentence: %#", (body, status, message) =>
  withServer(async (server, source) => {
    const run = source.add("one");
    const lengths = [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }];
    for (const length of lengths) {
      const headers: Record<string, string> = { ...json, ...length };
      const answer = await ask(server, "/api/runs/one/control", { method: "POST", headers, body });
      expect(answer).toMatchObject({ status, message });
    }
    expect(run.controls).toEqual([]);
  }),
);

test("what is not there is said to be not there", () =>
  withServer(async (server, source) => {
    source.add("one");
    const messages = async (path: string): Promise<unknown> => {
      const { status, message } = await ask(server, path);
      return [status, message];
    };
    expect(await messages("/api/runs/two")).toEqual([404, 'There is no run "two".']);
    expect(await messages("/api/runs/two/events")).toEqual([404, 'There is no run "two".']);
    expect(await messages("/api/runs/..%2F..%2Fetc")).toEqual([404, 'There is no run "../../etc".']);
    expect(await messages("/api/runs/one/nodes/none")).toEqual([404, 'There is no node "none" in this run.']);
    expect(await messages("/api/runs/one/rules/1/why")).toEqual([
      404,
      "There is no rule 1: the run has 1, counted from 0.",
    ]);
    expect(await messages("/api/nothing")).toEqual([404, 'There is nothing at "/api/nothing".']);
    // It may be there by now.
    source.add("two");
    expect((await ask(server, "/api/runs/two")).status).toBe(200);
  }));

test("a fault of adg's is called so, and shows no trace", () =>
  withServer(async (server, source) => {
    source.add("one").fault = new TypeError("x is not a function\n    at y");
    for (const path of ["/api/runs/one", "/api/runs/one/events"]) {
      const { status, message, text } = await ask(server, path);
      expect(status).toBe(500);
      expect(message).toBe("This is a fault of adg, not of your program: x is not a function");
      expect(text).not.toContain(" at ");
    }
    expect(source.runs.get("one")?.listeners.size).toBe(0);
  }));

test("changes come as they happen, also when only what runs has changed", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    run.end(2);
    const reader = await events(server);
    expect(reader.headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-store" });
    const first = await reader.next();
    expect(first).toMatchObject({ id: "1.2", change: { isAnew: true, snapshot: { position: 2 } } });
    expect(first?.change?.ended).toEqual(run.attempts);
    run.end(1);
    expect(await reader.next()).toMatchObject({ id: "1.3", change: { isAnew: false, ended: [[2, 0, 1, 2, 3, 0]] } });
    run.running = [[7, 0, 1, 5]];
    run.change();
    const started = await reader.next();
    expect(started).toMatchObject({ id: "1.3", change: { ended: [], snapshot: { running: [[7, 0, 1, 5]] } } });
    reader.leave();
    await until(() => run.listeners.size === 0);
  }));

test("a reader that comes back gets what it has missed, and no more", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    run.end(2);
    const ended = async (last?: string): Promise<[boolean, readonly EndedAttempt[]]> => {
      const reader = await events(server, last);
      const { isAnew, ended } = await reader.change();
      reader.leave();
      return [isAnew, ended];
    };
    await ended();
    run.end(3);
    expect(await ended("1.2")).toEqual([false, run.attempts.slice(2)]);
    expect(await ended("1.5")).toEqual([false, []]);
    // What it knows is of another journal, or of none.
    for (const last of ["2.2", "1.6", "1", "", "1.2.3", "x.y"]) expect(await ended(last)).toEqual([true, run.attempts]);
    const reader = await events(server, "1.5");
    await reader.change();
    run.epoch = 2;
    run.attempts.splice(1);
    run.change();
    expect(await reader.next()).toMatchObject({ id: "2.1", change: { isAnew: true, ended: run.attempts } });
    reader.leave();
  }));

test("a long run is told in parts, each of which can be the last that was heard", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    run.end(12_345);
    const whole = await events(server);
    const parts = [await whole.next(), await whole.next(), await whole.next()];
    whole.leave();
    expect(parts.map((each) => each?.id)).toEqual(["1.5000", "1.10000", "1.12345"]);
    expect(parts.map((each) => each?.change?.isAnew)).toEqual([true, false, false]);
    for (const each of parts) {
      const { position, total } = each?.change?.snapshot ?? {};
      expect([`1.${position}`, total]).toEqual([each?.id, 12_345]);
    }
    expect(parts.flatMap((each) => each?.change?.ended ?? [])).toEqual(run.attempts);
    const resumed = await events(server, "1.5000");
    const rest = [await resumed.change(), await resumed.change()];
    resumed.leave();
    expect(rest.flatMap(({ ended }) => ended)).toEqual(run.attempts.slice(5_000));
  }));

test("a slow reader makes nothing pile up, and misses nothing", () =>
  withServer(async (server, source) => {
    const run = source.add("one");
    run.outputs = { long: "x".repeat(1_000_000) };
    const reader = await events(server);
    const known = [...(await reader.change()).ended];
    // More than any socket takes.
    for (let times = 0; times < 200; times += 1) {
      run.end(1);
      await setImmediate();
    }
    expect(run.snapshots).toBeLessThan(100);
    while (known.length < 200) known.push(...(await reader.change()).ended);
    expect(known).toEqual(run.attempts);
    reader.leave();
    await until(() => run.listeners.size === 0);
  }));

test("a stream where nothing happens shows that it lives", () =>
  withServer(
    async (server, source) => {
      const run = source.add("one");
      const reader = await events(server);
      await reader.next();
      expect(await reader.next()).toEqual({ id: undefined, change: undefined });
      run.end(1);
      expect((await reader.change()).ended).toEqual(run.attempts);
      reader.leave();
    },
    { heartbeat: 1 },
  ));

test("closing ends streams and connections, and closes the runs", async () => {
  const source = new ScriptedSource();
  const run = source.add("one");
  const server = await serveRuns(source, { host: "127.0.0.1", port: 0, token }, { page });
  const reader = await events(server);
  await reader.change();
  await server.close();
  expect(await reader.next()).toBeUndefined();
  expect([run.closings, run.listeners.size]).toEqual([1, 0]);
  await expect(ask(server, "/")).rejects.toThrow("ECONNREFUSED");
});

test("a port that is taken, and a page that was not built, are said in a sentence", () =>
  withServer(async (server, source) => {
    const port = Number(new URL(server.url).port);
    await expect(serveRuns(source, { host: "127.0.0.1", port, token }, { page })).rejects.toThrow(
      `Port ${port} is taken: name another with --port.`,
    );
    const nowhere = serveRuns(source, { host: "127.0.0.1", port: 0, token }, { page: join(folder, "none") });
    await expect(nowhere).rejects.toThrow(
      'The page of runs was not built: "npm run build" in the folder of adg builds it.',
    );
  }));
