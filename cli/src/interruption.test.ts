import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const module = new URL("interruption.ts", import.meta.url).href;
// Goes on for a second after the first signal, unless a further one ends it.
const program = `
import { interruption } from ${JSON.stringify(module)};
const { signal } = interruption(() => console.log("first"));
const alive = setInterval(() => {}, 1000);
signal.addEventListener("abort", () => setTimeout(() => { console.log("in order"); clearInterval(alive); process.exit(7); }, 1000));
console.log("ready");
`;

/** Runs the program and sends a signal at each of these times (ms after it is ready). */
function signalled(times: readonly number[]): Promise<{ readonly exit: number | null; readonly out: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (!out.includes("ready") && (out + text).includes("ready"))
        for (const time of times) setTimeout(() => child.kill("SIGINT"), time);
      out += text;
    });
    child.on("close", (exit) => done({ exit, out }));
  });
}

test("the first signal ends the run in order", async () => {
  expect(await signalled([0])).toEqual({ exit: 7, out: "ready\nfirst\nin order\n" });
});

test("one press of Ctrl-C that arrives twice counts once", async () => {
  expect(await signalled([0, 50])).toEqual({ exit: 7, out: "ready\nfirst\nin order\n" });
});

test("a further signal ends the process at once", async () => {
  expect(await signalled([0, 500])).toEqual({ exit: 130, out: "ready\nfirst\n" });
});
