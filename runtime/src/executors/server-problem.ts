/** Why a server cannot be used, in words for the user: clauses that follow its address. Pure. */
import { withoutLogin } from "./server-url.ts";

/** Of what Redis or its client said when it was asked for the first time. */
export function redisProblem(message: string, url: string): string {
  const said = message.replace(/^(?:Reply)?Error: /, "");
  const { protocol, password, pathname } = new URL(url);
  if (said.startsWith("NOAUTH") || (password === "" && said.startsWith("WRONGPASS")))
    return "which was reached and wants a password, and the URL has none";
  if (said.startsWith("WRONGPASS")) return "which was reached and refused the user or password of the URL";
  if (/^ERR .*DB index/.test(said)) return `which was reached and has no database ${pathname.slice(1)}`;
  const told = toldOf(said, url);
  if (protocol === "rediss:" && /ETIMEDOUT|ECONNRESET|EPROTO|wrong version|did not answer/.test(said))
    return `${told}; rediss:// is for TLS, and redis:// for a server without it`;
  if (protocol === "redis:" && /ECONNRESET|EPIPE|Connection is closed|did not answer|Protocol error/.test(said))
    return `${told}; if the server wants TLS, that is rediss://`;
  return told;
}

/** Of what RabbitMQ or its client said. */
export function rabbitProblem(message: string, url: string): string {
  const said = message.replace(/^Error: /, "");
  const { protocol, pathname } = new URL(url);
  if (/Expected ConnectionOpenOk/.test(said)) {
    const named = decodeURIComponent(pathname.slice(1));
    const vhost = pathname.length > 1 ? named : "/";
    return `which was reached and has no virtual host "${vhost}" for this user`;
  }
  if (/ACCESS[-_]REFUSED/.test(said)) return "which was reached and refused the user or password of the URL";
  const told = toldOf(said, url);
  if (protocol === "amqps:" && /ETIMEDOUT|ECONNRESET|EPROTO|wrong version|timeout/i.test(said))
    return `${told}; amqps:// is for TLS, and amqp:// for a server without it`;
  if (protocol === "amqp:" && /ECONNRESET|EPIPE|Socket closed|Expected AMQP|Invalid frame|timeout/i.test(said))
    return `${told}; if the server wants TLS, that is amqps://`;
  return told;
}

/** Whoever tells it ends the sentence. */
const toldOf = (said: string, url: string): string =>
  `which cannot be reached: ${withoutLogin(said, url).replace(/[.\s]+$/, "")}`;
