import { serve } from "@adg/lsp";

/** Serves an editor over standard input and output until it says goodbye; the server then ends the process. */
export async function lsp(): Promise<never> {
  serve("stdio");
  return new Promise(() => {});
}
