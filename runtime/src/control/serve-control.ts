/** Lets other processes of the same user ask things of a run that is going on. */
import { timingSafeEqual } from "node:crypto";
import { chmodSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { newAddress, publish, withdraw, type ControlAddress } from "./address.ts";
import { requestOf, type ControlAnswer, type ControlRequest } from "./request.ts";

/** Bytes of a request; no honest one is longer. */
const longest = 64 * 1024;
/** ms for whoever has connected to say something. */
const patience = 5_000;

export interface ControlServer {
  close(): void;
}

/** Answers requests until it is closed. Where nobody can be let in, nobody is: the run goes on all the same. */
export async function serveControl(
  runFolder: string,
  answer: (request: ControlRequest) => ControlAnswer,
): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  let address: ControlAddress | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const end = text.indexOf("\n");
      if (end < 0 && text.length <= longest) return;
      socket.pause();
      socket.end(
        `${JSON.stringify(address === undefined ? refused : answerTo(text.slice(0, end), address, answer))}\n`,
      );
    });
  });
  server.unref();
  try {
    const chosen = (address = newAddress(runFolder));
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen(chosen.path, listening);
    });
    if (process.platform !== "win32") chmodSync(chosen.path, 0o600);
    publish(runFolder, chosen);
  } catch {
    server.close();
  }
  return {
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (address !== undefined) withdraw(runFolder, address);
    },
  };
}

const refused: ControlAnswer = { ok: false, message: "The request could not be understood." };

function answerTo(
  line: string,
  { token }: ControlAddress,
  answer: (request: ControlRequest) => ControlAnswer,
): ControlAnswer {
  const asked = requestOf(line);
  if (asked === undefined || !isSame(asked.token, token)) return refused;
  return answer(asked.request);
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
