/** Which path answers what. Who may ask has been decided before. */
import { Hono, type Context } from "hono";
import { NotThere, type OpenRun, type RunsSource } from "../contract.ts";
import { bodyOf, controlOf, nodesWantedOf, positionOf, wholeNumber } from "./asked.ts";
import { changeStream } from "./change-stream.ts";
import { quoted } from "./guard.ts";
import type { OpenRuns } from "./open-runs.ts";
import type { PageFile } from "./page-files.ts";
import { Refusal } from "./refusal.ts";

export interface Served {
  readonly source: RunsSource;
  readonly runs: OpenRuns;
  readonly page: ReadonlyMap<string, PageFile>;
  /** See `changeStream`. */
  readonly heartbeat: number | undefined;
}

export function routesOf({ source, runs, page, heartbeat }: Served): Hono {
  const app = new Hono();
  app.get("/api/runs", async (c) => c.json(await source.list()));
  app.get("/api/runs/:run/events", async (c) => changeStream(c, await runs.take(c.req.param("run")), heartbeat));

  look("", async (run) => {
    const snapshot = await run.snapshot();
    // Afterwards: who answers may have found that the program is another now.
    return { facts: run.facts, snapshot };
  });
  look("/at/:n", (run, c) => run.snapshot(wholeNumber("at", c.req.param("n") ?? "")));
  look("/nodes", (run, c) => {
    const query = c.req.query();
    return run.nodes(nodesWantedOf(query, run.facts.tasks.length), positionOf(query));
  });
  look("/nodes/:id", async (run, c) => {
    const id = c.req.param("id") ?? "";
    const node = await run.node(id, positionOf(c.req.query()));
    if (node === undefined) throw new NotThere(`There is no node ${quoted(id)} in this run.`);
    return node;
  });
  look("/rules/:n/why", async (run, c) => {
    const rule = wholeNumber("rule", c.req.param("n") ?? "");
    const { length } = run.facts.rules;
    if (rule >= length) throw new NotThere(`There is no rule ${rule}: the run has ${length}, counted from 0.`);
    return { text: await run.whyRule(rule, positionOf(c.req.query())) };
  });
  look("/graph", (run) => run.wholeGraph());
  look("/critical-path", (run) => run.criticalPath());
  app.post("/api/runs/:run/control", async (c) => {
    const control = controlOf(await bodyOf(c.req.raw));
    return c.json(await runs.look(c.req.param("run"), (run) => run.control(control)));
  });

  app.get("*", (c) => {
    const file = page.get(c.req.path);
    if (file === undefined) throw new NotThere(`There is nothing at ${quoted(c.req.path)}.`);
    const headers = { "cache-control": "no-cache", etag: file.etag, "content-type": file.type };
    if (c.req.header("if-none-match") === file.etag) return c.body(null, 304, headers);
    return c.body(file.contents, 200, headers);
  });
  app.onError((error, c) => answerTo(error, c));
  return app;

  /** What a run that is looked at is asked. */
  function look(path: string, see: (run: OpenRun, c: Context) => object | Promise<object>): void {
    app.get(`/api/runs/:run${path}`, async (c) =>
      c.json(await runs.look(c.req.param("run") ?? "", (run) => see(run, c))),
    );
  }
}

function answerTo(error: Error, c: Context): Response {
  if (error instanceof Refusal) return c.json({ message: error.message }, error.status);
  if (error instanceof NotThere) return c.json({ message: error.message }, 404);
  return c.json({ message: `This is a fault of adg, not of your program: ${error.message.split("\n")[0]}` }, 500);
}
