/** What a Python interpreter runs for a call of a `python` task, however it was started. */

/** The call, as the program gets it. */
export interface PythonCall {
  /** Absolute folder in which the module is looked for first. */
  readonly folder: string;
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whether what the function returns is the result. */
  readonly wanted: boolean;
  /** Absolute path of the file to write the answer to. */
  readonly answer: string;
}

/** What it writes. Without an answer the process ended before the function did. */
export type PythonAnswer =
  | { readonly kind: "value"; readonly value: unknown }
  /** The result is not JSON. */
  | { readonly kind: "refused"; readonly message: string }
  /** `places`: the user's own, innermost first. */
  | { readonly kind: "threw"; readonly message: string; readonly places: readonly string[] };

/**
 * Defines `answer(call)`, which calls the function and writes what came of it, or of what is called before it, and `speak()`, to be called first. What it always needs it
 * imports before the user's folder is on the path, so that a file named like one of these modules (`json.py`) does no harm; the rest
 * only where it is needed, since it may be read for every task.
 */
export const pythonAnswer = String.raw`
import importlib, json, math, os, sys

def plain(value, at, depth=0):
    if depth > 500:
        raise Refused("result", "a value that contains itself or is nested more than 500 levels deep")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) > 2 ** 53 - 1:
            raise Refused(at, "a whole number beyond 2^53, which would lose digits")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Refused(at, "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item, "%s[%d]" % (at, i), depth + 1) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {key(name, at): plain(item, "%s.%s" % (at, name), depth + 1) for name, item in value.items()}
    if isinstance(value, os.PathLike):
        return plain(os.fspath(value), at, depth)
    raise Refused(at, "a value of the Python type " + typename(value))

def key(name, at):
    if isinstance(name, (str, int)) and not isinstance(name, bool):
        return str(name)
    raise Refused(at, "a dict with a key of the Python type " + typename(name))

def typename(value):
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__

class Refused(Exception):
    def __init__(self, at, got):
        super().__init__("%s: expected JSON, got %s" % (at, got))

class Unusable(Exception):
    pass

# What calls before have looked for, where an interpreter has several.
taken = set()

def find(call):
    name, folder = call["module"], call["folder"]
    top = name.split(".")[0]
    beside = os.path.join(folder, top)
    if top not in taken and (os.path.isfile(beside + ".py") or os.path.isfile(os.path.join(beside, "__init__.py"))):
        # Imported before by this program, or by the interpreter, from elsewhere.
        for known in [known for known in sys.modules if known == top or known.startswith(top + ".")]:
            del sys.modules[known]
    taken.add(top)
    sys.path[:] = [folder] + [entry for entry in sys.path if entry not in ("", folder)]
    if folder not in taken:
        # Of what it has had before this started.
        sys.path_importer_cache.pop(folder, None)
        taken.add(folder)
    python = "%s, Python %s" % (sys.executable, sys.version.split()[0])
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(missing + "."):
            raise Unusable('there is no Python module "%s" in "%s" (nor in %s)' % (missing, folder, python))
        error.msg = "%s (in %s)" % (error.msg, python)
        raise
    function = getattr(module, call["name"], None)
    if not callable(function):
        where = getattr(module, "__file__", None) or name
        raise Unusable('"%s" has no function "%s"' % (where, call["name"]))
    return function

def run(call, prepare):
    try:
        prepare(call)
        value = find(call)(*call["args"])
        if hasattr(value, "__await__"):
            import asyncio
            value = asyncio.run(value)
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 5000))
        return {"kind": "value", "value": plain(value, "result") if call["wanted"] else None}
    except Refused as error:
        return {"kind": "refused", "message": str(error)}
    except Unusable as error:
        return {"kind": "threw", "message": str(error), "places": []}
    except BaseException as error:
        return threw(error)

def threw(error):
    frames = error.__traceback__
    while frames is not None and isours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    import sysconfig, traceback
    traceback.print_exception(type(error), error, frames)
    sys.stderr.flush()
    places = ["%s:%d" % (frame.filename, frame.lineno) for frame in reversed(traceback.extract_tb(frames))]
    if isinstance(error, SyntaxError) and error.filename is not None:
        places.insert(0, "%s:%d" % (error.filename, error.lineno or 1))
    if isinstance(error, SystemExit):
        message = "called sys.exit(%s); a task must return or raise" % ("" if error.code is None else repr(error.code))
    else:
        said = str(error)
        message = typename(error) + (": " + said if said else "")
    paths = sysconfig.get_paths()
    libraries = tuple(paths[name] + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    isusers = lambda place: not place.startswith("<") and not place.startswith(libraries) and "dist-packages" not in place
    return {"kind": "threw", "message": message[:2000], "places": [place for place in places if isusers(place)][:10]}

def isours(file):
    return file == "<string>" or file.startswith("<frozen importlib")

def speak():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")

def answer(call, prepare=lambda call: None):
    # The user's code may change these.
    dumps, replace = json.dumps, os.replace
    text = dumps(run(call, prepare))
    half = call["answer"] + ".part"
    with open(half, "w", encoding="utf-8") as file:
        file.write(text)
    replace(half, call["answer"])
`;
