/** What the Python interpreter runs from which others are forked, one for each call. */
import { pythonAnswer, type PythonCall } from "./python-program.ts";

/** The call, as the fork gets it: with all that a process is otherwise started with. */
export interface ForkedCall extends PythonCall {
  /** Absolute path of the file that what it prints is appended to. */
  readonly log: string;
  /** Absolute path of its working directory. */
  readonly cwd: string;
  /** Environment variables, beside those that the interpreter was started with. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * What is told of a call. `began`: it has a process of its own, which leads the group. `ended`: that process did, with a status or by a
 * signal, by its number. `refused`: it cannot be forked from this interpreter.
 */
export type ForkReport =
  | { readonly kind: "began"; readonly call: number; readonly group: number }
  | { readonly kind: "ended"; readonly call: number; readonly status?: number; readonly signal?: number }
  | { readonly kind: "refused"; readonly call: number };

/** The descriptors where it reads orders (`NUMBER BYTES\n`, followed by so many bytes of a call as JSON) and writes reports, one a line. */
export const orderDescriptor = 3;
export const reportDescriptor = 4;

/**
 * A fork has nothing of the calls before it, and nothing of it is left for those that follow: what the interpreter itself imports is
 * Python's own. A module of the user's is not imported here, though that would spare each call its time: what a module does when it
 * is imported may be meant for each (numpy draws its seed then), and threads that it starts do not survive a fork. But modules of
 * Python's own that a call has needed are there for the next, unless the user has modules that are named like some of Python's.
 *
 * When nobody can order anything any more, all that runs is killed. What is imported for this program alone is forgotten, so that a
 * user's module of that name is found.
 */
export const forkProgram = String.raw`${pythonAnswer}
import gc, _signal
import select
sys.modules.pop("select")

class Forks:
    orders, reports = ${orderDescriptor}, ${reportDescriptor}

    def __init__(self):
        self.running = {}
        self.ordered = bytearray()
        self.waked, self.wake = os.pipe()
        self.hinted, self.hint = os.pipe()
        for end in (self.waked, self.wake):
            os.set_blocking(end, False)
        _signal.signal(_signal.SIGCHLD, lambda *_: None)
        _signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        self.poll = select.poll()
        for end in (self.orders, self.waked, self.hinted):
            self.poll.register(end, select.POLLIN)

    def next(self):
        """Returns in a fork, with its call."""
        while True:
            gc.collect()
            gc.freeze()
            while True:
                ready = [end for end, _ in self.poll.poll()]
                if self.waked in ready:
                    self.see_ended()
                if self.orders in ready:
                    call = self.take_orders()
                    if call is not None:
                        return call
                if self.hinted in ready:
                    self.warm()
                    break

    def see_ended(self):
        os.read(self.waked, 4096)
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            how, code = ("signal", os.WTERMSIG(status)) if os.WIFSIGNALED(status) else ("status", os.WEXITSTATUS(status))
            call = self.running.pop(pid, None)
            if call is not None:
                self.report(kind="ended", call=call, **{how: code})

    def take_orders(self):
        read = os.read(self.orders, 1 << 18)
        if not read:
            self.end()
        self.ordered += read
        while True:
            start = self.ordered.find(b"\n") + 1
            if start == 0:
                return None
            number, length = map(int, self.ordered[:start].split())
            if len(self.ordered) < start + length:
                return None
            text = bytes(self.ordered[start : start + length])
            del self.ordered[: start + length]
            if self.fork(number):
                return json.loads(text)

    def fork(self, number):
        try:
            # A lock that another thread holds would never be released in the fork.
            if len(os.listdir("/proc/self/task")) > 1:
                raise OSError("there are threads")
            pid = os.fork()
        except OSError:
            self.report(kind="refused", call=number)
            return False
        if pid == 0:
            self.part(number)
            return True
        self.running[pid] = number
        return False

    def part(self, number):
        try:
            _signal.set_wakeup_fd(-1)
            _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
            os.setsid()
            self.report(kind="began", call=number, group=os.getpid())
            for end in (self.orders, self.reports, self.waked, self.wake, self.hinted):
                os.close(end)
            self.ordered.clear()
            self.running.clear()
        except BaseException:
            os._exit(1)

    def report(self, **said):
        os.write(self.reports, json.dumps(said).encode() + b"\n")

    def warm(self):
        for name in os.read(self.hinted, 1 << 16).decode().split():
            try:
                importlib.import_module(name)
            except BaseException:
                pass

    def end(self):
        for pid in self.running:
            for kill in (os.killpg, os.kill):
                try:
                    kill(pid, _signal.SIGKILL)
                except OSError:
                    pass
        os._exit(0)

def place(call):
    log = os.open(call["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.chdir(call["cwd"])
    os.environ.update(call["env"])

# Whoever imports these wants more than their definitions.
special = ("_ctypes", "antigravity", "ctypes", "curses", "idlelib", "readline", "rlcompleter", "this", "tkinter", "turtle", "turtledemo")

def hint(end, known, folder):
    """Says which modules of Python's own were imported, in one piece."""
    library = os.path.dirname(os.__file__) + os.sep
    own = getattr(sys, "stdlib_module_names", None)
    new = [(name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items()) if name not in known]
    names = [name for name, file in new if isinstance(file, str) and file.startswith(library) and "-packages" not in file]
    if own is None or not names or any(entry.split(".")[0] in own for entry in os.listdir(folder)):
        return
    text = " ".join(name for name in names if name.split(".")[0] in own and name.split(".")[0] not in special)
    os.write(end, text[: text.rfind(" ", 0, 4000)].encode() + b"\n" if len(text) > 4000 else text.encode() + b"\n")

def forget(known, folder):
    """A file of the user's that is named like a module of Python's own, and came after that was imported here."""
    names = {entry.split(".")[0] for entry in os.listdir(folder)}
    for name in [name for name in sys.modules if name not in known and name.split(".")[0] in names]:
        del sys.modules[name]

def end(known):
    """Ends the process as the interpreter would, but for taking down what was there before: each page of that would first be copied."""
    library = os.path.dirname(os.__file__) + os.sep
    new = [(name, module) for name, module in list(sys.modules.items()) if name not in known]
    for name, module in new:
        file = getattr(module, "__file__", None)
        pure = file is None or file.endswith((".py", ".pyc")) or file.startswith(library) and "-packages" not in file
        # Libraries that are not Python's own may have something to do when the process exits.
        if name == "_ctypes" or not pure:
            return
    import atexit
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    try:
        atexit._run_exitfuncs()
    except BaseException:
        pass
    # A file that was left open is written when nothing refers to it any more.
    import weakref
    left = [weakref.ref(module) for _, module in new]
    for name, module in new:
        sys.modules.pop(name, None)
    del new, module
    gc.collect()
    for module in [reference() for reference in left]:
        if module is not None:
            vars(module).clear()
    gc.collect()
    # What was there before may refer to a file, too. What was frozen is not looked at, so that these are few.
    import io
    for left in gc.get_objects():
        if isinstance(left, io.IOBase):
            try:
                left.flush()
            except BaseException:
                pass
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)

def main():
    speak()
    first = frozenset(sys.modules)
    forks = Forks()
    hints = os.fstat(forks.hint)
    call = forks.next()
    known = frozenset(sys.modules)
    def prepare(call):
        place(call)
        if known != first:
            forget(first, call["folder"])
    answer(call, prepare)
    try:
        # The task may have closed everything and opened something else.
        if os.path.samestat(os.fstat(forks.hint), hints):
            hint(forks.hint, known, call["folder"])
            os.close(forks.hint)
        end(known)
    except BaseException:
        # Then the interpreter does it.
        pass

main()
`;
