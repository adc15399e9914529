/** Asks for one thing at a time; of what is wanted meanwhile, only the newest is asked for then. */
export interface Newest<K> {
  want(key: K): void;
  /** Nothing more is asked for or answered. */
  stop(): void;
}

/** `every`: so long lies between the beginnings of two questions that are the same, in ms, as it is when the second one is wanted. */
export function newest<K>(
  answer: (key: K, signal: AbortSignal) => Promise<void>,
  { every = () => 0 }: { readonly every?: () => number } = {},
): Newest<K> {
  const stopped = new AbortController();
  let wanted: { readonly key: K } | undefined;
  let isBusy = false;
  let last: { readonly key: K; readonly at: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    if (wanted === undefined || isBusy || stopped.signal.aborted) return;
    const { key } = wanted;
    const now = performance.now();
    const early = last !== undefined && last.key === key ? last.at + every() - now : 0;
    clearTimeout(timer);
    if (early > 0) {
      timer = setTimeout(next, early);
      return;
    }
    wanted = undefined;
    isBusy = true;
    last = { key, at: now };
    void answer(key, stopped.signal).finally(() => {
      isBusy = false;
      next();
    });
  }

  return {
    want(key) {
      wanted = { key };
      next();
    },
    stop() {
      clearTimeout(timer);
      stopped.abort();
    },
  };
}
