/** Results that need not be computed again, in one run and in later ones. */
import { join } from "node:path";
import type { AttemptOrder } from "../attempt-call.ts";
import type { AttemptResult } from "../attempt.ts";
import type { Workflow } from "../workflow.ts";
import type { Code } from "./code.ts";
import { Contents } from "./contents.ts";
import { readEntry, writeEntry, type Kept } from "./entry.ts";
import { keyOf, type CacheKey } from "./key.ts";
import { noteKey } from "./noted-key.ts";
import { Places } from "./places.ts";

/** So many nodes at once are looked up or kept: each may have files open. */
const atOnce = 16;

interface Coming extends PromiseWithResolvers<void> {
  readonly nodeId: string;
}

/** The cache of a project folder, as one run uses it. Nothing that goes wrong here fails a task: the task runs then. */
export class Cache {
  readonly #folder: string;
  readonly #workflow: Workflow;
  readonly #contents = new Contents();
  readonly #places = new Places(atOnce);
  /** Nodes that run now, by key: others with the same key wait for what they give. */
  readonly #coming = new Map<string, Coming>();
  readonly #code = new Map<string, Code>();
  readonly #keys = new Map<string, CacheKey>();

  constructor(folder: string, workflow: Workflow) {
    this.#folder = folder;
    this.#workflow = workflow;
  }

  /** The result of a node; `undefined` where the task must run. */
  async find(order: AttemptOrder): Promise<Kept | undefined> {
    const inputs = this.#workflow.scopes[0]?.parameters ?? [];
    const key = await this.#places
      .within(() => keyOf(order, { contents: this.#contents, code: this.#code, inputs }))
      .catch(() => undefined);
    if (key === undefined) return undefined;
    for (;;) {
      const coming = this.#coming.get(key.key);
      if (coming !== undefined) {
        await coming.promise;
        continue;
      }
      this.#coming.set(key.key, { nodeId: order.nodeId, ...Promise.withResolvers<void>() });
      this.#keys.set(order.nodeId, key);
      const found = await this.#places.within(() => readEntry(this.#folderOf(key), order, this.#contents));
      if (found !== undefined) this.forget(order.nodeId);
      return found;
    }
  }

  /** Keeps the result of an attempt that succeeded, and lets those have it that wait for it; of one that failed, what it was of. */
  async keep(order: AttemptOrder, result: AttemptResult): Promise<void> {
    const key = this.#keys.get(order.nodeId);
    if (key === undefined) return;
    if (!result.ok) return this.#places.within(() => noteKey(order.nodeFolder, key)).catch(() => undefined);
    const { value } = result;
    await this.#places
      .within(() => writeEntry(this.#folderOf(key), key, value, order, this.#contents))
      .catch(() => undefined);
    this.forget(order.nodeId);
  }

  /** An attempt has failed: others need not wait. The node may try again. */
  release(nodeId: string): void {
    const key = this.#keys.get(nodeId)?.key ?? "";
    const coming = this.#coming.get(key);
    if (coming?.nodeId !== nodeId) return;
    this.#coming.delete(key);
    coming.resolve();
  }

  /** The node will not run any more. */
  forget(nodeId: string): void {
    this.release(nodeId);
    this.#keys.delete(nodeId);
  }

  #folderOf({ key }: CacheKey): string {
    return join(this.#folder, key.slice(0, 2), key.slice(2));
  }
}
