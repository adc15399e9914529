/**
 * How long an editor waits for the language server, over the protocol, in a program of 1,000 lines. `npm run bench:editor`, or
 * `node bench/editor.ts [TIMES]` after a build.
 */
import { readFileSync } from "node:fs";
import * as lsp from "vscode-languageserver-protocol/node";
import { LanguageClient } from "../test/support/language-client.ts";
import { largeProgram } from "./large-program.ts";

const TIMES = Number(process.argv[2] ?? 200);
const uri = "file:///program/main.adg";

await ready();
const client = await LanguageClient.start();
const text = largeProgram(1000);
const lines = text.split("\n");
await client.open(uri, text);
await client.diagnostics(uri);
console.log(`a program of ${lines.length - 1} lines, ${TIMES} times each\n`);

/** Lines inside bodies of rules: where people type. */
const places = lines.flatMap((line, number) => (/^when .*: \w+\(/.test(line) ? [number] : []));
const place = (time: number): number => places[time % places.length] ?? 0;

await warmUp();
print("keystroke to diagnostics", await keystrokes());
print("completion", await requests(lsp.CompletionRequest.type.method));
print("hover", await requests(lsp.HoverRequest.type.method));
print("completion right after a keystroke", await requests(lsp.CompletionRequest.type.method, { typing: true }));
console.log(`memory of the server: ${(memoryOf(client.process.pid ?? 0) / 1024).toFixed(0)} MB`);
await client.stop();

/** How long it takes until a server can be spoken to. */
async function ready(): Promise<void> {
  const times: number[] = [];
  for (let time = 0; time < 7; time += 1) {
    const before = performance.now();
    const one = await LanguageClient.start();
    times.push(performance.now() - before);
    await one.stop();
  }
  print("server ready", times);
}

/** A letter is typed at the end of a line, and taken away again. */
async function keystrokes(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const line = place(time >> 1);
    const character = lines[line]?.length ?? 0;
    const range = { start: { line, character }, end: { line, character: character + (time % 2) } };
    const before = performance.now();
    const version = await client.change(uri, [{ range, text: time % 2 === 0 ? "x" : "" }]);
    await client.diagnostics(uri, (params) => params.version === version);
    times.push(performance.now() - before);
  }
  return times;
}

async function requests(method: string, { typing = false } = {}): Promise<readonly number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const line = place(time);
    const character = (lines[line]?.lastIndexOf("(") ?? 0) + (method.endsWith("hover") ? 0 : 1);
    if (typing) {
      const range = { start: { line, character }, end: { line, character: character + (time % 2) } };
      await client.change(uri, [{ range, text: time % 2 === 0 ? "x" : "" }]);
    }
    const before = performance.now();
    await client.connection.sendRequest(method, { textDocument: { uri }, position: { line, character } });
    times.push(performance.now() - before);
    if (!typing) continue;
    // The check of this keystroke is not to be counted with the next.
    await client.connection.sendRequest("adg/graph", { textDocument: { uri } });
    await new Promise((done) => setTimeout(done, 60));
  }
  return times;
}

async function warmUp(): Promise<void> {
  for (let time = 0; time < 5; time += 1) await keystrokes();
}

/** Resident memory, in KB. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}

function print(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  console.log(`${what.padEnd(36)} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}
