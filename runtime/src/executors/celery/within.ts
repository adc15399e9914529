import { after } from "../../timer.ts";

/** Settles when a promise does, however that ends, or when its time is over. */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const calm = after(ms, resolve);
  await Promise.race([promise.catch(() => {}), over]);
  calm();
}
