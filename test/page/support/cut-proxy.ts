import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Stands between a browser and a server, and cuts their connections when a test likes. */
export class CutProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Where it leads to. */
  target = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (near) => {
      const far = connect(this.target, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
  }

  static async start(): Promise<CutProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new CutProxy(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections there are. */
  get open(): number {
    return Math.ceil(this.#sockets.size / 2);
  }

  /** Both ends hear of it at once, and what was under way is lost. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.cut();
    await closed;
  }
}
