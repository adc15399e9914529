/** Asks something of a run that is going on in another process. */
import { connect } from "node:net";
import { findAddress } from "./address.ts";
import type { ControlAnswer, ControlRequest } from "./request.ts";

/** ms. A run answers between two of its turns. */
const usualPatience = 10_000;

/** The run's answer; `undefined` where no process answers for it in so many ms. */
export async function askRun(
  runFolder: string,
  request: ControlRequest,
  patience = usualPatience,
): Promise<ControlAnswer | undefined> {
  const address = findAddress(runFolder);
  if (address === undefined) return undefined;
  const { path, token } = address;
  return new Promise((done) => {
    let text = "";
    const socket = connect(path);
    socket.setTimeout(patience, () => socket.destroy());
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${JSON.stringify({ token, request })}\n`));
    socket.on("data", (part: string) => (text += part));
    socket.on("error", () => done(undefined));
    socket.on("close", () => done(answerOf(text)));
  });
}

function answerOf(text: string): ControlAnswer | undefined {
  try {
    const data = JSON.parse(text) as ControlAnswer;
    return typeof data.ok === "boolean" && typeof data.message === "string" ? data : undefined;
  } catch {
    return undefined;
  }
}
