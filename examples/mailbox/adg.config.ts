import { join } from "node:path";
import { defineConfig } from "@adg/runtime";
import { mailbox } from "./mailbox.ts";

export default defineConfig({
  executors: { mailbox: mailbox(process.env["MAILBOX"] ?? join(import.meta.dirname, "box")) },
  on: { celery: "mailbox" },
});
