/** What may be told of a server's URL, which may hold a password. */

/** Ports that are meant where a URL names none. */
const ports: Readonly<Record<string, string>> = {
  "redis:": "6379",
  "rediss:": "6379",
  "amqp:": "5672",
  "amqps:": "5671",
};

/** Host and port. */
export function addressOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port === "" ? (ports[protocol] ?? "") : port}`;
}

/** A text without what is secret about the server. */
export function withoutLogin(text: string, url: string): string {
  const { password, username } = new URL(url);
  const secrets = [url, password, decodeURIComponent(password), username].filter((secret) => secret !== "");
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

/** The URL, or a sentence for the user where it is not there: it may come from a variable of the environment. `who` needs it. */
export function givenUrl(url: string | undefined, who: string): string {
  if (url !== undefined && url !== "") return url;
  throw new Error(`${who} has no "url"; is the variable of the environment set that it comes from?`);
}
