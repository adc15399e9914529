/** The suite's work as tasks that are registered with Celery. */
import { functionsOf, type Work } from "./candidate.ts";

/** The app that knows them. */
export const celeryApp = `import os, time
from celery import Celery

app = Celery("suite", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])
app.conf.update(worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)

@app.task(name="suite.echo")
def echo(value, _):
    return value

@app.task(name="suite.fail")
def fail(message, _):
    raise ValueError(message)

@app.task(name="suite.say")
def say(line, _):
    print(line)

@app.task(name="suite.flaky")
def flaky(file, _):
    if not os.path.exists(file):
        open(file, "w").close()
        raise ValueError("not yet")

@app.task(name="suite.wait")
def wait(file, _):
    open(file, "w").close()
    time.sleep(600)

@app.task(name="suite.note")
def note(file, name):
    for sign in "+-":
        with open(file, "a") as lines:
            lines.write(sign + name + "\\n")
        time.sleep(0.03)
`;

export const celeryWork: Work = functionsOf((name) => ({ kind: "celery", name: `suite.${name}` }));
