import { request } from "node:http";
import { expect, test } from "vitest";
import { isOurs, serveMetrics } from "./metrics-server.ts";

/** Status and text of an answer. */
function ask(
  url: string,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<[number, string]> {
  const { method = "GET", host } = options;
  return new Promise((done, failed) => {
    const headers = host === undefined ? {} : { host };
    const asked = request(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => done([response.statusCode ?? 0, text]));
    });
    asked.on("error", failed).end();
  });
}

const metrics = { contentType: "text/plain; version=0.0.4", text: async () => "adg_connected 1\n" };

test("metrics can be read, and nothing else", async () => {
  const server = await serveMetrics({ host: "127.0.0.1", port: 0 }, metrics);
  try {
    expect(await ask(server.url)).toEqual([200, "adg_connected 1\n"]);
    expect(await ask(`${server.url}?all`)).toEqual([200, "adg_connected 1\n"]);
    expect((await ask(server.url, { method: "POST" }))[0]).toBe(405);
    expect((await ask(new URL("/", server.url).href))[0]).toBe(404);
    expect((await ask(new URL("/metrics/../etc", server.url).href))[0]).toBe(404);
    expect((await ask(server.url, { host: "evil.example" }))[0]).toBe(403);
    const { port } = new URL(server.url);
    await expect(serveMetrics({ host: "127.0.0.1", port: Number(port) }, metrics)).rejects.toThrow(
      `metrics cannot be told at 127.0.0.1:${port}: EADDRINUSE`,
    );
  } finally {
    await server.close();
  }
});

test.each([
  ["127.0.0.1:9100", true],
  ["[::1]:9100", true],
  ["localhost:9100", true],
  ["LOCALHOST", true],
  ["node1.example:9100", true],
  ["evil.example:9100", false],
  ["127.0.0.1.evil.example", false],
  ["evil.example@127.0.0.1", false],
  ["", false],
  [undefined, false],
])("a request names this machine, or is refused: %s", (header, expected) => {
  expect(isOurs(header, "node1.example")).toBe(expected);
});
