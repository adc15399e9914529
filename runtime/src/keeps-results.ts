import type { Task } from "./workflow.ts";

/** Whether results of a task are kept for later. What it appends while it runs is no part of its result: a task that may do so has to run. */
export const keepsResults = ({ cache, spawns = [] }: Task): boolean => cache === true && spawns.length === 0;
