import { describe, expect, test } from "vitest";
import { loadLibrary, missingLibrary } from "./load-library.ts";
import { rabbitProblem, redisProblem } from "./server-problem.ts";
import { addressOf, givenUrl, withoutLogin } from "./server-url.ts";

test("a package that is not installed is not loaded, and it is said how it is installed", () => {
  expect(loadLibrary("no-such-package-of-adg", undefined)).toBeUndefined();
  expect(loadLibrary("node:path", undefined)).toHaveProperty("join");
  expect(missingLibrary('the executor "cel"', "amqplib", "amqplib@2.3.1").message).toBe(
    'the executor "cel" needs the package "amqplib", which is not installed: npm install amqplib@2.3.1',
  );
});

test("of a server's URL host and port are told, and nothing else", () => {
  const url = "amqp://me:pass%20word@host/vhost";
  expect(addressOf(url)).toBe("host:5672");
  expect(addressOf("rediss://:x@host:1/2")).toBe("host:1");
  expect(withoutLogin(`cannot use ${url}: "pass word" of me`, url)).toBe('cannot use ***: "***" of ***');
  expect(() => givenUrl("", "it")).toThrow('it has no "url"');
});

describe("a URL that can be none of a server is told of by its setting, without what stands in it:", () => {
  const messageOf = (url: string, field?: string): string => {
    try {
      return givenUrl(url, 'the executor "far"', field);
    } catch (error) {
      return String(error);
    }
  };
  test("a database that is no number", () => {
    for (const url of ["redis://:s3cret@host:1/x", "rediss://host/0/s3cret", "redis://host/-1"]) {
      const told = messageOf(url, "results");
      expect(told).toContain('the "results" of the executor "far" names a database that is no number: expected redis');
      expect(told).not.toContain("s3cret");
    }
    for (const url of ["redis://host", "redis://host/", "redis://:p@host:1/12"]) expect(messageOf(url)).toBe(url);
  });

  test('a "%" that begins no character, and what is no URL', () => {
    expect(messageOf("redis://:10%s3cret@host:1/0")).toContain("user or password that begins no encoded character");
    expect(messageOf("amqp://host/%zz")).toContain("virtual host that begins no encoded character");
    expect(messageOf("host:1")).toContain('the "url" of the executor "far" is no URL of a server: expected redis://');
    expect(messageOf("amqp://me:p@host/a%2Fb")).toBe("amqp://me:p@host/a%2Fb");
    expect(messageOf("")).toMatch(/has no "url"; the variable of the environment that it comes from may not be set$/);
  });
});

describe("a server that was reached is not called out of reach:", () => {
  const url = "redis://:s3cret@host:1/99";

  test("one that refuses the password, or wants one", () => {
    const refused = "which was reached and refused the user or password of the URL";
    expect(redisProblem("ReplyError: WRONGPASS invalid username-password pair or user is disabled.", url)).toBe(
      refused,
    );
    expect(redisProblem("NOAUTH Authentication required.", "redis://host:1")).toContain("wants a password");
    expect(rabbitProblem("Handshake terminated by server: 403 (ACCESS-REFUSED)", "amqp://a:b@host")).toBe(refused);
  });

  test("one without the database or the virtual host", () => {
    expect(redisProblem("ERR DB index is out of range", url)).toBe("which was reached and has no database 99");
    const said = "Expected ConnectionOpenOk; got <ConnectionClose channel:0>";
    for (const [path, vhost] of [
      ["/shop%2Fa", "shop/a"],
      ["", "/"],
    ])
      expect(rabbitProblem(said, `amqp://a:b@host${path}`)).toBe(
        `which was reached and has no virtual host "${vhost}" for this user`,
      );
  });
});

test("where TLS may be wanted or not, it is said how, and a sentence that a server said does not end twice", () => {
  expect(redisProblem("connect ETIMEDOUT", "rediss://host:1")).toContain("; rediss:// is for TLS");
  expect(redisProblem("read ECONNRESET", "redis://host:1")).toContain("if the server wants TLS, that is rediss://");
  expect(redisProblem("connect ECONNREFUSED host:1", "redis://host:1")).toBe(
    "which cannot be reached: connect ECONNREFUSED host:1",
  );
  expect(redisProblem("LOADING s3cret is loading.", "redis://:s3cret@host:1")).toBe(
    "which cannot be reached: LOADING *** is loading",
  );
});
