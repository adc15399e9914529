/** What the server answers to a question that a view asks for as long as it is there. */
import { signal, useComputed, useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ask, sentenceOf } from "./api.ts";
import { newest } from "./newest.ts";

export interface Asked<T> {
  readonly path: string;
  readonly value?: T;
  /** Why there is none. */
  readonly trouble?: string;
}

/**
 * `path`: below `/api`; nothing is asked while it is `undefined`. Asked anew whenever `changed` is something else, once a second at most, or once in `every` ms.
 * `goesOn`: the answer changes with time alone, and is asked for again each second.
 * The answer to another path is shown until the next one is there: see `Asked.path`.
 */
export function useAsked<T>(
  path: () => string | undefined,
  changed: () => unknown = () => undefined,
  {
    every = () => 1_000,
    goesOn = () => false,
  }: { readonly every?: () => number; readonly goesOn?: (value: T) => boolean } = {},
): ReadonlySignal<Asked<T> | undefined> {
  const answer = useSignal<Asked<T> | undefined>(undefined);
  const asking = useMemo(
    () =>
      newest<string>(
        async (wanted, stopped) => {
          try {
            answer.value = { path: wanted, value: await ask<T>(wanted, stopped) };
          } catch (error) {
            if (stopped.aborted) return;
            const known = answer.peek();
            answer.value = {
              path: wanted,
              trouble: sentenceOf(error),
              ...(known?.path === wanted && known.value !== undefined ? { value: known.value } : {}),
            };
          }
        },
        { every },
      ),
    [],
  );
  useEffect(() => () => asking.stop(), []);
  const current = useComputed(path);
  const isOld = useComputed(() => answer.value?.value !== undefined && goesOn(answer.value.value));
  useSignalEffect(() => {
    changed();
    if (isOld.value) void now.value;
    const wanted = current.value;
    if (wanted === undefined) answer.value = undefined;
    else asking.want(wanted);
  });
  return answer;
}

/** The time, for what goes on: changes once a second. */
export const now = signal(Date.now());
setInterval(() => {
  if (document.visibilityState === "visible") now.value = Date.now();
}, 1_000);
