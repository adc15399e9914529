/** What one measuring process does: `node --expose-gc measure.ts REQUEST`, both the request and the answer being JSON. */
import { run, type Report, type Workflow } from "@adg/runtime";
import { median } from "./median.ts";
import { ending } from "./programs/tasks.ts";
import type { Heap, Interruption, Request, Time, Turns } from "./request.ts";
import type { Workload } from "./workload.ts";
import { findWorkload } from "./workloads.ts";

/** A single run that takes less than this (ms) is repeated until this is over. */
const LEAST = 300;
const MOST_RUNS = 100;
/** For so long (ms) small runs go before: code that is used gets compiled, and fast. */
const WARM_UP = 500;

const request = JSON.parse(process.argv[2] ?? "{}") as Request;
const workload = workloadOf(request.workload);
const measures = { run: time, floor: floorTime, heap, turns, interrupt };
console.log(JSON.stringify(await measures[request.measure]()));

function workloadOf(name: string): Workload {
  const found = findWorkload(name);
  if (found === undefined) throw new Error(`There is no workload "${name}".`);
  return found;
}

async function time(): Promise<Time> {
  const program = await ready();
  let report: Report | undefined;
  const times = await medianTimes(async () => void (report = await once(program, request.size)));
  return { ...times, peak: peak(), ...sizeOf(report as Report) };
}

async function floorTime(): Promise<Time> {
  const floor = workload.floors.find(({ name }) => name === request.floor);
  if (floor === undefined) throw new Error(`"${workload.name}" has no floor "${request.floor}".`);
  const check = async (size: number): Promise<void> => expectAnswer(await floor.run(size, request.folder), size);
  await warmUp(check);
  return { ...(await medianTimes(() => check(request.size))), peak: peak(), nodes: 0, edges: 0 };
}

async function heap(): Promise<Heap> {
  const program = await ready();
  const before = used();
  const values = workload.values?.(request.size);
  const ofValues = used() - before;
  let atEnd = 0;
  ending.hook = () => (atEnd = used());
  const report = await once(program, request.size);
  // The values of the run come on top of these, which are still there.
  const bytes = atEnd - before - 2 * ofValues;
  if (values === undefined || atEnd === 0) throw new Error(`"${workload.name}" does not say when it ends.`);
  return { bytes, ...sizeOf(report) };
}

async function turns(): Promise<Turns> {
  const program = await ready();
  const times: number[] = [];
  let before = performance.now();
  let busyBefore = busyTime();
  let busiest = 0;
  let isOver = false;
  const turn = (): void => {
    const now = performance.now();
    const busy = busyTime();
    times.push(now - before);
    busiest = Math.max(busiest, busy - busyBefore);
    before = now;
    busyBefore = busy;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await once(program, request.size);
  isOver = true;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p99: at(0.99), longest: at(1), busiest, count: sorted.length };
}

/** Says when the run starts, and then waits for the signal. */
async function interrupt(): Promise<Interruption> {
  const program = await ready();
  const stop = new AbortController();
  let heard: number | undefined;
  process.once("SIGINT", () => {
    heard = now();
    stop.abort();
  });
  console.log("started");
  const { status } = await start(program, request.size, stop.signal);
  return { ended: now(), status, ...(heard === undefined ? {} : { heard }) };
}

/** The program, once its code has been used. */
async function ready(): Promise<Workflow> {
  const small = await load(request.warmUp);
  await warmUp((size) => once(small, size));
  return load(request.program);
}

async function warmUp(each: (size: number) => Promise<unknown>): Promise<void> {
  const size = Math.min(workload.warmUp ?? 1000, request.size);
  const start = performance.now();
  do await each(size);
  while (performance.now() - start < WARM_UP);
}

async function load(url: string): Promise<Workflow> {
  return ((await import(url)) as { readonly workflow: Workflow }).workflow;
}

async function once(program: Workflow, size: number): Promise<Report> {
  const report = await start(program, size);
  expectAnswer(report.outputs["answer"], size, report);
  return report;
}

function start(program: Workflow, size: number, signal?: AbortSignal): Promise<Report> {
  const inputs = workload.inputs(size);
  const { journal = false } = workload;
  return run(program, { inputs, journal, stateDir: request.folder, ...(signal === undefined ? {} : { signal }) });
}

function expectAnswer(answer: unknown, size: number, report?: Report): void {
  if (answer === workload.answer(size)) return;
  const errors = report?.errors.map(({ message }) => message).join("; ") ?? "";
  throw new Error(`"${workload.name}" of ${size} came to ${String(answer)}, not ${workload.answer(size)}. ${errors}`);
}

async function medianTimes(once: () => Promise<void>): Promise<Pick<Time, "seconds" | "busy">> {
  const times: number[] = [];
  const busy: number[] = [];
  let all = 0;
  do {
    globalThis.gc?.();
    const before = performance.now();
    const busyBefore = busyTime();
    await once();
    const each = performance.now() - before;
    times.push(each / 1000);
    busy.push((busyTime() - busyBefore) / 1000);
    all += each;
  } while (all < LEAST && times.length < MOST_RUNS);
  return { seconds: median(times), busy: median(busy) };
}

/** What this thread has spent on a processor, in ms. */
function busyTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function sizeOf(report: Report): { readonly nodes: number; readonly edges: number } {
  const nodes = Object.values(report.nodes).reduce((all, { done }) => all + done, 0);
  return { nodes, edges: Object.values(report.edges).reduce((all, count) => all + count, 0) };
}

/** Bytes that are in use, those of typed arrays included. */
function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes. */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** ms since the epoch, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
