/** One press of Ctrl-C may reach a process twice: from the terminal, and from whoever started it. */
const onePress = 300;

/** An interruption that the user asks for, by Ctrl-C or a signal. */
export interface Interruption {
  /** Aborted when the user wants the run to end. */
  readonly signal: AbortSignal;
  /** From now on signals do again what they usually do. */
  close(): void;
}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP: the first ends the run in order, a further one ends the process at once. The end of the
 * process that started this one on the user's behalf counts as the first.
 */
export function interruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let first: number | undefined;

  const listen = () => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onFirst();
      controller.abort();
    } else if (now - first > onePress) process.exit(130);
  };
  for (const signal of signals) process.on(signal, listen);
  // A shell that ends does not count (`nohup`): only who started this process in the user's place.
  const launcher = process.env["ADG_LAUNCHER"];
  delete process.env["ADG_LAUNCHER"];
  const watch = setInterval(() => {
    if (launcher === undefined || String(process.ppid) === launcher) return;
    clearInterval(watch);
    if (first === undefined) listen();
  }, 500);
  watch.unref();
  return {
    signal: controller.signal,
    close() {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, listen);
    },
  };
}
