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

from adg_waiting import WaitingCalls

# Seconds that the controller may take to answer.
PATIENCE = 20

# Seconds between two looks at it.
EVERY = 1

# Seconds for which calls may wait for others to travel with, while all engines have something to do.
GATHER = 0.005

# What an engine does. It loads what it calls from a file once, into a module of its own.
CALL = (
    "(lambda known: known if hasattr(known, 'call_all') else (exec(compile(open(program, encoding='utf-8').read(), "
    "program, 'exec'), known.__dict__), known)[1])(__import__('sys').modules.setdefault(name, "
    "__import__('types').ModuleType(name))).call_all(texts)"
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


class Message:
    """Calls that travel together."""

    def __init__(self, orders):
        self.orders = orders
        # By their places.
        self.open = set(range(len(orders)))


class Bridge:
    def __init__(self, client, address, place):
        self.client, self.address, self.place = client, address, place
        self.view = client.load_balanced_view()
        self.waiting = WaitingCalls()
        # What is with the cluster.
        self.messages = set()
        self.changed = threading.Condition()
        self.sent = 0

    def serve(self, orders):
        self.engines = len(self.client.ids)
        say(kind="ready", engines=self.engines)
        for work in (self.send_all, self.watch_engines, self.watch_controller):
            threading.Thread(target=work, daemon=True).start()
        for line in orders:
            order = json.loads(line)
            with self.changed:
                self.waiting.add(order)
                self.changed.notify()

    def send_all(self):
        while True:
            with self.changed:
                # One more for each engine, so that it need not wait for the next.
                while not self.waiting.orders or len(self.messages) >= 2 * self.engines:
                    self.changed.wait()
                end = time.monotonic() + GATHER
                # No engine is idle, and what is over makes room for others.
                while len(self.messages) >= self.engines and self.waiting.would_wait() and time.monotonic() < end:
                    self.changed.wait(max(0, end - time.monotonic()))
                message = Message(self.waiting.take(self.engines))
                self.messages.add(message)
            try:
                self.send(message)
            except Exception as error:
                self.fail(message, text_of(error), False)

    def send(self, message):
        first = message.orders[0]
        names = {"program": first["program"], "name": first["name"], "texts": [order["text"] for order in message.orders]}
        result = self.view.apply_async(eval, CALL, names)
        if len(message.orders) > 1:
            self.hear_before_end(message, result)
        result.add_done_callback(lambda _: self.over(message, result))
        self.sent += 1
        if self.sent % 1000 == 0:
            # They only grow.
            del self.client.history[:-100]
            del self.view.history[:-100]

    def hear_before_end(self, message, result):
        number = result.msg_ids[0]

        def heard(said):
            if said["header"]["msg_type"] == "data_message":
                self.take_in(message, self.client.metadata[number]["data"])

        future = self.client._futures.get(number)
        if future is not None and hasattr(future, "iopub_callbacks"):
            future.iopub_callbacks.append(heard)

    def over(self, message, result):
        try:
            told = result.get()
        except Exception as error:
            # An error of ipyparallel itself has no name of another.
            name = getattr(error, "ename", None)
            what = "%s: %s" % (name, error.evalue) if name else text_of(error)
            self.fail(message, what, type(error).__name__ == "EngineError" or name == "EngineError")
        else:
            self.take_in(message, told)
            with self.changed:
                self.messages.discard(message)
                self.changed.notify()
        try:
            self.client.purge_local_results(result)
            self.view.results.pop(result.msg_ids[0], None)
        except Exception:
            pass

    def take_in(self, message, told):
        with self.changed:
            for place, each in json.loads(told["done"]).items():
                order = self.close(message, int(place))
                if order is not None:
                    self.waiting.note(order, each["seconds"])
                    say(kind="done", call=order["call"], value=each["value"])
            count = len(message.orders)
            back = [self.close(message, place) for place in range(count - told["back"], count)]
            self.waiting.give_back([order for order in back if order is not None])
            self.changed.notify()

    def fail(self, message, what, is_lost):
        with self.changed:
            self.messages.discard(message)
            for place in sorted(message.open):
                order = self.close(message, place)
                say(kind="failed", call=order["call"], message=what, lost=is_lost)
            self.changed.notify()

    def close(self, message, place):
        """The order, unless it was told of before."""
        if place not in message.open:
            return None
        message.open.discard(place)
        return message.orders[place]

    def watch_engines(self):
        while True:
            time.sleep(0.1)
            count = len(self.client.ids)
            if count != self.engines:
                with self.changed:
                    self.engines = count
                    self.changed.notify()
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
        with self.changed:
            owners = [message.orders[place]["owner"] for message in self.messages for place in message.open]
        for file, token in owners:
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
