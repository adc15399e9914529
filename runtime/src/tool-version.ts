/** Which adg this is. */
import { readFileSync } from "node:fs";

/** The version in the package's own description. */
export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}
