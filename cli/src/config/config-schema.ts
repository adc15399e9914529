/** What may stand in a configuration. */
import { z } from "zod";
import { sizeOf } from "../size.ts";

const name = z.string().regex(/^[A-Za-z_][\w-]*$/, "a name consists of letters, digits, - and _");

const bullmq = z.strictObject({
  kind: z.literal("bullmq"),
  url: z
    .string()
    .refine((text) => text === "" || isRedisUrl(text), "expected redis://HOST:PORT, or rediss:// for TLS")
    .optional(),
  queue: z.string().regex(/^[\w.-]+$/, "the name of a queue consists of letters, digits, ., - and _"),
  shared: z.string().min(1).optional(),
});

const celery = z.strictObject({
  kind: z.literal("celery"),
  url: z
    .string()
    .refine(
      (text) => text === "" || isRedisUrl(text) || isAmqpUrl(text),
      "expected redis://HOST:PORT/DB or amqp://HOST:PORT/VHOST",
    )
    .optional(),
  results: z
    .string()
    .refine((text) => text === "" || isRedisUrl(text), "expected redis://HOST:PORT/DB, or rediss:// for TLS")
    .optional(),
  queue: z.string().min(1).optional(),
  shared: z.string().min(1).optional(),
  lostAfter: z.number().min(0).optional(),
});

const ipython = z.strictObject({
  kind: z.literal("ipython"),
  profileDir: z.string().optional(),
  connection: z.string().optional(),
  // It stands among arguments of ssh.
  ssh: z
    .string()
    .regex(/^[^-\s]\S*$/, "expected USER@HOST")
    .optional(),
  python: z.string().optional(),
  wait: z.number().min(0).optional(),
  interpreter: z.enum(["own", "kept"]).optional(),
  shared: z.string().min(1).optional(),
});

/** What a run may be sent to, by its `kind`. */
const known = { bullmq, celery, ipython };

function isRedisUrl(text: string): boolean {
  return /^rediss?:$/.test(URL.parse(text)?.protocol ?? "");
}

function isAmqpUrl(text: string): boolean {
  return /^amqps?:$/.test(URL.parse(text)?.protocol ?? "");
}

/** What executors can run. */
const kinds = ["module", "shell", "python", "celery", "function"];

const executor = z.unknown().superRefine((value, { addIssue }) => {
  const { kind, start, runs }: { readonly kind?: unknown; readonly start?: unknown; readonly runs?: unknown } =
    Object(value);
  if (typeof start === "function") {
    if (Array.isArray(runs) && runs.every((each) => kinds.includes(each as string))) return;
    return addIssue({
      code: "custom",
      path: ["runs"],
      message: `expected a list of ${kinds.map((each) => `"${each}"`).join(", ")}`,
    });
  }
  if (kind === undefined)
    return addIssue(
      "an executor is an object with a function `start`, and with `runs`, the kinds of task that it can run; or one with a `kind`",
    );
  if (kind !== "bullmq" && kind !== "celery" && kind !== "ipython")
    return addIssue({ code: "custom", path: ["kind"], message: 'expected "bullmq", "celery" or "ipython"' });
  for (const { path, message } of known[kind].safeParse(value).error?.issues ?? [])
    addIssue({ code: "custom", path: [...path], message });
});

const settings = {
  executors: z.record(name, executor).optional(),
  on: z
    .strictObject({ ts: name.optional(), sh: name.optional(), python: name.optional(), celery: name.optional() })
    .optional(),
  concurrency: z.int().min(1).optional(),
  cpus: z.number().positive().optional(),
  memory: z
    .string()
    .refine((text) => sizeOf(text) !== undefined, "expected a size such as 512MB or 4GiB")
    .optional(),
};

export const configSchema = z.strictObject({
  ...settings,
  observers: z.array(z.custom((value) => typeof value === "function", "expected a function")).optional(),
  profiles: z.record(name, z.strictObject(settings)).optional(),
});
