/** So long to wait before another try, in ms, after so many that failed: longer each time, and not for all readers at once. */
export function waitBefore(failures: number, chance: number): number {
  const longest = Math.min(15_000, 500 * 2 ** Math.min(failures - 1, 10));
  return longest * (0.75 + 0.25 * chance);
}

/** Ends after so long, or as soon as the reader comes back to the page or to the network. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const options = { signal: over.signal };
    signal.addEventListener("abort", end, options);
    window.addEventListener("online", end, options);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && end(), options);
    if (signal.aborted) end();
  });
}
