import { expect, test } from "vitest";
import { loadLibrary, missingLibrary } from "./load-library.ts";
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
