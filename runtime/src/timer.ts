/** Timers of any length: what Node has built in fires at once when asked for more than 24.8 days. */

const longest = 2 ** 31 - 1;

/** Calls back once `ms` milliseconds have passed; the answer takes the call back. */
export function after(ms: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    timer = left > longest ? setTimeout(() => wait(left - longest), longest) : setTimeout(call, Math.max(0, left));
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** Settles once `ms` milliseconds have passed. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => void after(ms, done));
}
