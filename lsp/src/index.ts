/** A language server for adg: a translator between what the compiler knows and the protocol. */
export { serve } from "./serve.ts";
export { announced, startServer } from "./start-server.ts";
