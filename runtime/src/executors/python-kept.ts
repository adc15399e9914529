/** What a Python interpreter runs that is kept for many calls, one after another. */
import { pythonAnswer } from "./python-program.ts";
import { orderDescriptor, reportDescriptor } from "./python-fork.ts";

/** Seconds after which it ends by itself when nothing is asked of it. */
const idle = 60;

/**
 * Gets orders and tells of them as `forkProgram` does, but runs each call itself: it forks once, and that fork has them all. What
 * it was forked from waits for the fork to end, which it reports as `died`, or for nobody to be there any more who could order something,
 * and then kills the fork's group.
 *
 * Files, environment and working directory are each call's own. Modules, and what they hold, are there for the next.
 */
export const keptProgram = String.raw`${pythonAnswer}
import select, signal

ORDERS, REPORTS = ${orderDescriptor}, ${reportDescriptor}

def report(**said):
    os.write(REPORTS, json.dumps(said).encode() + b"\n")

def watch(fork):
    """Until it, or whoever has asked for it, is gone."""
    waked, wake = os.pipe()
    for end in (waked, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(waked, select.POLLIN)
    # No more than its end: what is written there is for the fork.
    poll.register(ORDERS, 0)
    while True:
        pid, status = os.waitpid(fork, os.WNOHANG)
        if pid != 0:
            if os.WIFSIGNALED(status):
                report(kind="died", signal=os.WTERMSIG(status))
            else:
                report(kind="died", status=os.WEXITSTATUS(status))
            break
        if any(end == ORDERS for end, _ in poll.poll()):
            break
    try:
        os.killpg(fork, signal.SIGKILL)
    except OSError:
        pass
    os._exit(0)

def next_order(heard):
    """Number and text of the next call; ends where none comes."""
    while True:
        start = heard.find(b"\n") + 1
        if start > 0:
            number, length = map(int, heard[:start].split())
            if len(heard) >= start + length:
                text = bytes(heard[start : start + length])
                del heard[: start + length]
                return number, text
        if not select.select([ORDERS], [], [], ${idle})[0]:
            os._exit(0)
        read = os.read(ORDERS, 1 << 18)
        if not read:
            os._exit(0)
        heard += read

def place(call):
    log = os.open(call["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.chdir(call["cwd"])
    os.environ.update(call["env"])

def leave(streams, env, nowhere):
    for stream in (sys.stdout, sys.stderr, *streams):
        stream.flush()
    sys.stdout, sys.stderr = streams
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir("/")
    if dict(os.environ) != env:
        os.environ.clear()
        os.environ.update(env)

def serve():
    os.setsid()
    env, nowhere, heard = dict(os.environ), os.open(os.devnull, os.O_WRONLY), bytearray()
    speak()
    streams = sys.stdout, sys.stderr
    while True:
        number, text = next_order(heard)
        report(kind="began", call=number, group=os.getpid())
        sys.argv[1:] = []
        answer(json.loads(text), place)
        try:
            leave(streams, env, nowhere)
        except BaseException:
            # The task has closed something. The next gets another interpreter.
            report(kind="ended", call=number, status=0)
            os._exit(0)
        report(kind="ended", call=number, status=0)

def main():
    # A lock that another thread holds would never be released in the fork.
    if len(os.listdir("/proc/self/task")) > 1:
        report(kind="refused", call=0)
        return
    fork = os.fork()
    if fork == 0:
        serve()
    else:
        watch(fork)

main()
`;
