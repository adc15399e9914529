/** The suite's work as shell commands. */
import { quoteBare, type Implementation, type Value } from "@adg/runtime";
import type { Work } from "./candidate.ts";

const sh = (script: (first: Value, second: Value) => string): Implementation => ({
  kind: "shell",
  script: ({ args }) => script(args["first"] as Value, args["second"] as Value),
});

export const shellWork: Work = {
  echo: sh((value) => `printf '%s' ${quoteBare(JSON.stringify(value))}`),
  fail: sh((message) => `echo before; echo ${quoteBare(message)} >&2; exit 3`),
  say: sh((line) => `echo ${quoteBare(line)}; echo aside >&2`),
  flaky: sh((file) => `test -e ${quoteBare(file)} || { touch ${quoteBare(file)}; exit 1; }`),
  wait: sh((file) => `touch ${quoteBare(file)}; sleep 600`),
  note: sh((file, name) => {
    const add = (sign: string) => `printf '%s\\n' ${sign}${quoteBare(name)} >> ${quoteBare(file)}`;
    return `${add("+")}; sleep 0.03; ${add("-")}`;
  }),
};
