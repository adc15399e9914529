/** What Celery's workers keep of a task, and the outcome that it means. */
import type { CallOutcome } from "../../executor.ts";

export type TaskState =
  | { readonly kind: "succeeded"; readonly value: unknown }
  | {
      readonly kind: "failed";
      readonly type: string;
      readonly module: string;
      readonly message: string;
      readonly traceback: string;
    }
  | { readonly kind: "revoked"; readonly reason: string }
  /** Not over: `STARTED`, `RETRY`, or what the task calls it. */
  | { readonly kind: "going"; readonly state: string }
  /** It is over, and cannot be read. */
  | { readonly kind: "unreadable"; readonly why: string };

/** Key under which a task's state is kept, and channel on which it is told. */
export const stateKey = (id: string): string => `celery-task-meta-${id}`;

export function stateOf(text: string): TaskState {
  let meta: unknown;
  try {
    meta = parse(text);
  } catch (error) {
    return { kind: "unreadable", why: error instanceof RangeError ? error.message : notJson(text) };
  }
  const { status, result, traceback }: Readonly<Record<string, unknown>> = Object(meta);
  switch (status) {
    case "SUCCESS":
      return { kind: "succeeded", value: result ?? null };
    case "FAILURE":
      return { kind: "failed", ...exceptionOf(result), traceback: typeof traceback === "string" ? traceback : "" };
    case "REVOKED":
      return { kind: "revoked", reason: exceptionOf(result).message };
    default:
      return { kind: "going", state: typeof status === "string" ? status : "" };
  }
}

/** Throws a `RangeError` for a number that JavaScript has not. */
function parse(text: string): unknown {
  // To look at each number takes long, and few texts have such numbers.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === "number" && /^-?\d+$/.test(context?.source ?? "") && !Number.isSafeInteger(value))
      throw new RangeError("result: expected JSON, got a whole number beyond 2^53, which would lose digits");
    return value;
  });
}

function notJson(text: string): string {
  const [odd] = /(?:\bNaN|-?\bInfinity)\b/.exec(text) ?? [];
  const isOdd = odd !== undefined && text.startsWith("{");
  return isOdd
    ? `result: expected JSON, got ${odd}`
    : "result: expected JSON, which Celery keeps where the workers' result_serializer is json";
}

function exceptionOf(result: unknown): { readonly type: string; readonly module: string; readonly message: string } {
  const { exc_type, exc_module, exc_message }: Readonly<Record<string, unknown>> = Object(result);
  const message = (Array.isArray(exc_message) ? exc_message : [exc_message ?? ""]).map(textOf).join(", ");
  return { type: textOf(exc_type ?? "Exception"), module: textOf(exc_module ?? ""), message };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What is said with an outcome. */
export interface TaskPlace {
  /** What the task is registered as. */
  readonly task: string;
  readonly queue: string;
  /** What makes a worker know it. */
  readonly register: string;
}

const longestMessage = 2_000;

/** `undefined` as long as it is not over. */
export function outcomeOfState(state: TaskState, { task, queue, register }: TaskPlace): CallOutcome | undefined {
  switch (state.kind) {
    case "going":
      return undefined;
    case "succeeded":
      return { ok: true, value: state.value };
    case "unreadable":
      return { ok: false, final: true, failure: { code: "ADG7002", message: state.why } };
    case "revoked": {
      const failure = {
        code: "ADG7004",
        message: `was revoked in Celery${state.reason === "" ? "" : `: ${state.reason}`}`,
      };
      return { ok: false, final: true, failure };
    }
    case "failed": {
      if (state.type === "NotRegistered") {
        const message = `the workers of the queue "${queue}" know no task "${task}": ${register}`;
        return { ok: false, final: true, failure: { code: "ADG7004", message } };
      }
      if (state.type === "EncodeError")
        return {
          ok: false,
          failure: {
            code: "ADG7002",
            message: `result: expected JSON, got what Celery cannot write as JSON: ${state.message}`,
          },
        };
      return { ok: false, failure: { code: "ADG7004", message: messageOf(state), ...traceOf(state.traceback) } };
    }
  }
}

function messageOf({ type, module, message }: TaskState & { readonly kind: "failed" }): string {
  const name = module === "" || module === "builtins" ? type : `${module}.${type}`;
  const said = message === "" ? name : `${name}: ${message}`;
  return said.length > longestMessage ? `${said.slice(0, longestMessage)}…` : said;
}

/** The user's own places, innermost first. */
function traceOf(traceback: string): { readonly trace?: readonly string[] } {
  const places = [...traceback.matchAll(/^ {2}File "(.+)", line (\d+)/gm)]
    .map(([, file = "", line = ""]) => ({ file, place: `${file}:${line}` }))
    .filter(({ file }) => !/^<|\/(?:site|dist)-packages\/|\/lib\/python\d[\d.]*\//.test(file))
    .map(({ place }) => place)
    .toReversed();
  return places.length === 0 ? {} : { trace: places.slice(0, 10) };
}
