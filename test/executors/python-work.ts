/** The suite's work as functions of a Python module. */
import { writeText } from "../support/temp-folder.ts";
import { functionsOf, type Work } from "./candidate.ts";

const text = `import os, sys, time

def echo(value, _):
    return value

def fail(message, _):
    print("before")
    raise ValueError(message)

def say(line, _):
    print(line)
    print("aside", file=sys.stderr)

def flaky(file, _):
    if not os.path.exists(file):
        open(file, "w").close()
        raise ValueError("not yet")

def wait(file, _):
    open(file, "w").close()
    time.sleep(600)

def note(file, name):
    for sign in "+-":
        with open(file, "a") as lines:
            lines.write(sign + name + "\\n")
        time.sleep(0.03)
`;

export function pythonWork(folder: string): Work {
  writeText(folder, "work.py", text);
  return functionsOf((name) => ({ kind: "python", module: "work", name }));
}
