/** Spans of OpenTelemetry for a run and its attempts, where the user's program of tasks has set up a SDK for them. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Api from "@opentelemetry/api";
import type { Workflow } from "@adg/runtime";
import { callText } from "../short-value.ts";
import type { RunListener } from "./listener.ts";

/** `undefined` where nobody would record what is told. `folder`: of the program, whose project may have the library. */
export async function spans(folder: string, workflow: Workflow): Promise<RunListener | undefined> {
  const api = await findApi(folder);
  if (api === undefined) return undefined;
  const tracer = api.trace.getTracer("adg");
  const probe = tracer.startSpan("adg");
  if (!probe.isRecording()) return undefined;
  return listener(api, tracer, workflow);
}

async function findApi(folder: string): Promise<typeof Api | undefined> {
  try {
    const found = createRequire(join(folder, "adg.config.ts")).resolve("@opentelemetry/api");
    return (await import(pathToFileURL(found).href)) as typeof Api;
  } catch {
    return undefined;
  }
}

function listener({ trace, context, SpanStatusCode }: typeof Api, tracer: Api.Tracer, workflow: Workflow): RunListener {
  let root: Api.Span | undefined;
  const attempts = new Map<number, Api.Span>();
  const failed = (span: Api.Span | undefined, message: string): void =>
    void span?.setStatus({ code: SpanStatusCode.ERROR, message });
  const end = (node: number, time: number): void => {
    attempts.get(node)?.end(time);
    attempts.delete(node);
  };
  return {
    see(event, view) {
      switch (event.kind) {
        case "run-started":
          root ??= tracer.startSpan(`run ${workflow.name}`, { startTime: event.time });
          root.setAttribute("adg.run", event.run);
          break;
        case "node-started": {
          const { task, node, attempt, time } = event;
          const attributes = { "adg.node": view.idOf(node), "adg.task": task, "adg.attempt": attempt };
          const call = callText(task, view.argsOf(node));
          const parent = root === undefined ? context.active() : trace.setSpan(context.active(), root);
          const span = tracer.startSpan(
            task,
            { startTime: time, attributes: { ...attributes, "adg.call": call } },
            parent,
          );
          attempts.set(node, span);
          break;
        }
        case "attempt-failed":
          failed(attempts.get(event.node), event.failure.message);
          end(event.node, event.time);
          break;
        case "node-settled":
          if (event.state === "failed") failed(attempts.get(event.node), view.failureOf(event.node)?.message ?? "");
          end(event.node, event.time);
          break;
        case "run-finished":
          if (event.status !== "succeeded") failed(root, event.status);
          root?.end(event.time);
          root = undefined;
          break;
        default:
      }
    },
    close() {
      for (const span of attempts.values()) span.end();
      root?.end();
      return Promise.resolve();
    },
  };
}
