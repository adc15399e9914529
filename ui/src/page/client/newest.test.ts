import { expect, test } from "vitest";
import { newest } from "./newest.ts";

const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

test("while one question is open, only the newest of the others is kept", async () => {
  const asked: number[] = [];
  let answer = (): void => {};
  const questions = newest<number>((key) => {
    asked.push(key);
    return new Promise((done) => (answer = done));
  });
  for (const key of [1, 2, 3, 4]) questions.want(key);
  expect(asked).toEqual([1]);
  answer();
  await turn();
  expect(asked).toEqual([1, 4]);
  answer();
  await turn();
  expect(asked).toEqual([1, 4]);
});

test("the same question is asked again only after a while, another at once", async () => {
  const asked: string[] = [];
  const questions = newest<string>(async (key) => void asked.push(key), { every: () => 60_000 });
  questions.want("a");
  await turn();
  questions.want("a");
  await turn();
  expect(asked).toEqual(["a"]);
  questions.want("b");
  await turn();
  expect(asked).toEqual(["a", "b"]);
  questions.stop();
});

test("a question that was put off is asked in the end", async () => {
  const asked: string[] = [];
  let heard = (): void => {};
  const again = new Promise<void>((done) => (heard = done));
  const questions = newest<string>(
    async (key) => {
      asked.push(key);
      if (asked.length === 2) heard();
    },
    { every: () => 5 },
  );
  questions.want("a");
  await turn();
  questions.want("a");
  await again;
  expect(asked).toEqual(["a", "a"]);
});

test("nothing is asked any more once it has stopped, and what is open is told so", async () => {
  const asked: number[] = [];
  let signal: AbortSignal | undefined;
  const questions = newest<number>(async (key, stopped) => {
    asked.push(key);
    signal = stopped;
    await turn();
  });
  questions.want(1);
  questions.want(2);
  questions.stop();
  await turn();
  await turn();
  expect(asked).toEqual([1]);
  expect(signal?.aborted).toBe(true);
});
