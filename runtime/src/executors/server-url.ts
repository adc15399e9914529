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

/**
 * The URL, or a sentence for the user where it is not there or cannot be one of a server: it may come from a variable of the environment.
 * `who` needs it; `field`: what it is called in the configuration. The URL itself is never told.
 */
export function givenUrl(url: string | undefined, who: string, field = "url"): string {
  if (url === undefined || url === "")
    throw new Error(`${who} has no "${field}"; the variable of the environment that it comes from may not be set`);
  const problem = urlProblem(url);
  if (problem === undefined) return url;
  throw new Error(`the "${field}" of ${who} ${problem}; it may come from a variable of the environment`);
}

/** What is wrong with it, if anything. */
function urlProblem(url: string): string | undefined {
  const { protocol, pathname, username, password } = URL.parse(url) ?? {};
  if (protocol === undefined || pathname === undefined || !(protocol in ports)) {
    const expected = "redis://HOST:PORT/DB or amqp://HOST:PORT/VHOST, or rediss:// and amqps:// for TLS";
    return `is no URL of a server: expected ${expected}`;
  }
  if (!isEncoded(`${username}:${password}`))
    return 'has a "%" in its user or password that begins no encoded character: expected "%25" for it';
  if (protocol.startsWith("redis") && !/^\/?\d*$/.test(pathname))
    return `names a database that is no number: expected ${protocol}//HOST:PORT/DB with a number as DB, such as 0`;
  if (protocol.startsWith("amqp") && !isEncoded(pathname))
    return 'has a "%" in its virtual host that begins no encoded character: expected "%25" for it';
  return undefined;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
