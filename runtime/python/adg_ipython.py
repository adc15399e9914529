"""
Stands between a run of adg and an IPython cluster. One message a line, as JSON: what is to run comes in, what came of it goes out.

    python3 adg_ipython.py CONNECTION_FILE [SSH_SERVER]
"""

import json
import os
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

# Seconds that the controller may take to answer.
PATIENCE = 20

# Seconds between two looks at it.
EVERY = 1

# What an engine does. It loads what it calls from a file once, into a module of its own.
CALL = (
    "(lambda known: known if hasattr(known, 'call') else (exec(compile(open(program, encoding='utf-8').read(), "
    "program, 'exec'), known.__dict__), known)[1])(__import__('sys').modules.setdefault(name, "
    "__import__('types').ModuleType(name))).call(text)"
)

# What anybody prints must not come between the messages.
_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
_saying = threading.Lock()


def say(**message):
    with _saying:
        _out.write(json.dumps(message) + "\n")
        _out.flush()


def refuse(message):
    say(kind="refused", message=message)
    sys.exit(1)


def text_of(error):
    said = " ".join(str(error).split())
    return type(error).__name__ + (": " + said if said else "")


def connected(file, sshserver):
    """A client of the cluster. Refuses in one sentence where there can be none."""
    try:
        import ipyparallel
    except ImportError:
        refuse(
            'needs ipyparallel, which the Python at "%s" does not have: install it there (python3 -m pip install ipyparallel, '
            'or apt-get install python3-ipyparallel for Debian\'s), or name another Python with "python"' % sys.executable
        )
    try:
        with open(file, encoding="utf-8") as read:
            given = json.load(read)
        place = urlsplit(given["interface"])
        address = "%s:%s" % (place.hostname, given["registration"])
        given["key"], given["signature_scheme"]
    except OSError as error:
        refuse('cannot read the connection file "%s" (%s); a controller writes it when it starts' % (file, error.strerror))
    except (ValueError, KeyError, TypeError, AttributeError):
        refuse('has a connection file "%s" that is none of ipyparallel\'s 7 or newer' % file)
    is_direct = not sshserver and not given.get("ssh") and place.scheme == "tcp"
    # Where the controller is on another machine and says so by its name only, the client of ipyparallel knows how to find it.
    is_direct = is_direct and place.hostname not in ("0.0.0.0", "*", None)
    if is_direct and is_refused(place.hostname, given["registration"]):
        refuse("needs the controller of an IPython cluster at %s, which cannot be reached" % address)
    try:
        client = ipyparallel.Client(file, sshserver=sshserver, timeout=PATIENCE)
    except Exception as error:
        refuse("needs the controller of an IPython cluster at %s, which does not answer (%s)" % (address, text_of(error)))
    return client, address, (place.hostname, given["registration"]) if is_direct else None


def is_refused(host, port):
    try:
        socket.create_connection((host, port), PATIENCE).close()
        return False
    except OSError:
        return True


class Bridge:
    def __init__(self, client, address, place):
        self.client, self.address, self.place = client, address, place
        self.view = client.load_balanced_view()
        self.running = {}
        self.sent = 0

    def serve(self, orders):
        self.engines = len(self.client.ids)
        say(kind="ready", engines=self.engines)
        threading.Thread(target=self.watch_engines, daemon=True).start()
        threading.Thread(target=self.watch_controller, daemon=True).start()
        for line in orders:
            order = json.loads(line)
            try:
                self.order(order)
            except Exception as error:
                self.running.pop(order["call"], None)
                say(kind="failed", call=order["call"], message=text_of(error), lost=False)

    def order(self, order):
        number = order["call"]
        self.running[number] = order["owner"]
        names = {key: order[key] for key in ("program", "name", "text")}
        result = self.view.apply_async(eval, CALL, names)
        result.add_done_callback(lambda _: self.over(number, result))
        self.sent += 1
        if self.sent % 1000 == 0:
            # They only grow.
            del self.client.history[:-100]
            del self.view.history[:-100]

    def over(self, number, result):
        self.running.pop(number, None)
        try:
            say(kind="done", call=number, value=result.get())
        except Exception as error:
            # An error of ipyparallel itself has no name of another.
            name = getattr(error, "ename", None)
            message = "%s: %s" % (name, error.evalue) if name else text_of(error)
            lost = type(error).__name__ == "EngineError" or name == "EngineError"
            say(kind="failed", call=number, message=message, lost=lost)
        try:
            self.client.purge_local_results(result)
            self.view.results.pop(result.msg_ids[0], None)
        except Exception:
            pass

    def watch_engines(self):
        while True:
            time.sleep(0.1)
            count = len(self.client.ids)
            if count != self.engines:
                self.engines = count
                say(kind="engines", engines=count)

    def watch_controller(self):
        while True:
            answered = threading.Event()
            threading.Thread(target=self.ask, args=(answered,), daemon=True).start()
            end = time.monotonic() + PATIENCE
            while not answered.wait(EVERY):
                if self.place is not None and is_refused(*self.place):
                    self.lose("is gone")
                if time.monotonic() > end:
                    self.lose("has not answered for %d seconds" % PATIENCE)
            time.sleep(EVERY)

    def ask(self, answered):
        try:
            self.client.queue_status()
        except Exception:
            # To complain it must be there.
            pass
        answered.set()

    def lose(self, why):
        say(kind="lost", message="the controller of the IPython cluster at %s %s" % (self.address, why))
        os._exit(1)

    def stop_all(self):
        """What still runs is for nobody."""
        for file, token in list(self.running.values()):
            try:
                with open(file, "r+", encoding="utf-8") as owner:
                    if owner.read() == token:
                        owner.seek(0)
                        owner.truncate()
            except OSError:
                pass


def main():
    file, sshserver = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    bridge = Bridge(*connected(file, sshserver))
    try:
        bridge.serve(sys.stdin)
    finally:
        bridge.stop_all()
        # Threads of the client would be waited for.
        os._exit(0)


main()
