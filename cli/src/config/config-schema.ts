/** What may stand in a configuration. */
import { z } from "zod";
import { sizeOf } from "../size.ts";

const name = z.string().regex(/^[A-Za-z_][\w-]*$/, "a name consists of letters, digits, - and _");

const executor = z.custom<object>(
  (value) => typeof value === "object" && value !== null && typeof (value as { start?: unknown }).start === "function",
  "an executor is an object with a function `start`, and with `runs`, the kinds of task that it can run",
);

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
  profiles: z.record(name, z.strictObject(settings)).optional(),
});
