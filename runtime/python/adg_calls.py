"""Calls Python functions for runs of adg, each in a process of its own: what machines have in common that do this."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

PROTOCOL = 1

# Characters of JSON that are returned at most; what is more is fetched from its file.
LONGEST = 65536

# Seconds that a file system of several machines may take to show what another has written.
PATIENCE = 3

# Interpreters from which others are forked, kept while nothing runs in them.
MOST_IDLE = 4


class Host:
    """The process in which this runs."""

    # What it is to people.
    who = "worker"
    # Environment variables that it has for itself.
    hidden = ()
    # Seconds between two looks.
    every = 1
    # When a call was told to end; `None` as long as it was not.
    asked = None

    def look(self, group):
        """Called while a call runs, in this group of processes; `None` as long as that is not known."""


def run(sent, host, is_redelivered=False):
    """What came of a call, to be told as JSON."""
    try:
        return _run(sent, host, is_redelivered)
    except _Refused as error:
        return {"kind": "refused", "message": str(error)}


class _Refused(Exception):
    """Nothing ran."""


def _run(sent, host, is_redelivered):
    if sent.get("protocol") != PROTOCOL:
        raise _Refused("the %s has another version of adg than the run, and does not understand it" % host.who)
    _check_shared(sent["shared"], host)
    if "file" in sent:
        with open(sent["file"], encoding="utf-8") as file:
            sent = json.load(file)
    folder = sent["call"]["folder"]
    if not os.path.isdir(folder):
        raise _Refused(_unseen(host, "the program's folder", folder))
    answer = sent["call"]["answer"]
    _remove(answer)
    if is_redelivered:
        # A worker that died has left something behind.
        shutil.rmtree(sent["workdir"], ignore_errors=True)
    for each in sent["folders"]:
        os.makedirs(each, exist_ok=True)
    end = _call(sent, host)
    returned = {
        "kind": "ended",
        "exit": end,
        "python": {"path": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3]},
    }
    if not os.path.exists(answer):
        return returned
    _blot(answer, sent["secrets"])
    if os.path.getsize(answer) > LONGEST:
        return {**returned, "file": answer}
    with open(answer, encoding="utf-8") as file:
        return {**returned, "answer": json.load(file)}


def _check_shared(shared, host):
    end = time.monotonic() + PATIENCE
    while text_of(shared["file"]) != shared["token"]:
        if time.monotonic() > end:
            raise _Refused(_unseen(host, "the run's folder", os.path.dirname(shared["file"])))
        time.sleep(0.1)


def _unseen(host, what, folder):
    return (
        'the %s on "%s" does not see %s "%s"; it must be shared with the machine that the run is on, '
        "at the same path" % (host.who, socket.gethostname(), what, folder)
    )


def text_of(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return None


def _remove(path):
    try:
        os.remove(path)
    except OSError:
        pass


def _blot(answer, secrets):
    """Secrets that only this machine knows are not told."""
    values = sorted({os.environ.get(name, "") for name in secrets}, key=len, reverse=True)
    values = [value for value in values if len(value) >= 4]
    if not values:
        return
    with open(answer, encoding="utf-8") as file:
        said = json.load(file)
    if said["kind"] == "value":
        return

    def blotted(text):
        for value in values:
            text = text.replace(value, "***")
        return text

    said["message"] = blotted(said["message"])
    said["places"] = [blotted(place) for place in said.get("places", [])]
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(said, file)


def _environment(sent, host):
    """What the interpreter is started with, and what the task gets beside that."""
    own = dict(os.environ)
    for name in host.hidden:
        own.pop(name, None)
    chosen = {name: own[name] for name in sent["secrets"] if name in own}
    chosen.update(sent["env"])
    if sent["inherits"] == "basic":
        own = {name: own[name] for name in ("PATH", "HOME", "LANG") if name in own}
    for name in sent["withheld"]:
        own.pop(name, None)
    late = {name: value for name, value in sent["env"].items() if name not in sent["early"]}
    started = {name: value for name, value in {**own, **chosen}.items() if name not in late}
    return started, late


def _call(sent, host):
    host.look(None)
    started, late = _environment(sent, host)
    if sys.platform == "linux" and _is_forkable(started):
        call = {**sent["call"], "log": sent["log"], "cwd": sent["workdir"], "env": late}
        if sent.get("kept"):
            end = _in_kept(host, sent["programs"]["kept"], sent["shared"]["token"], started, call)
        else:
            end = _in_fork(host, sent["programs"]["fork"], started, call)
        if end is not None:
            return end
    return _alone(sent, host, {**started, **late})


def _is_forkable(env):
    entries = env.get("PYTHONPATH", "")
    return all(os.path.isabs(entry) for entry in entries.split(os.pathsep)) if entries else True


FLAGS = [sys.executable, "-u", "-X", "utf8", "-c"]


class _Server:
    """
    An interpreter from which others are forked, or that has one fork for all calls. When this process is gone, it ends itself and
    all that runs there.
    """

    def __init__(self, program, env):
        ordered, self.orders = os.pipe()
        self.reports, reported = os.pipe()

        def place():
            # Out of the way of each other first.
            high = os.dup(ordered), os.dup(reported)
            while min(high) < 5:
                high = os.dup(high[0]), os.dup(high[1])
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [*FLAGS, program],
            cwd="/",
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=place,
            start_new_session=True,
        )
        os.close(ordered)
        os.close(reported)
        self.calls = 0
        self.heard = b""

    def run(self, call, host, is_kept):
        """How the call's process ended; `None` where it cannot be forked here, or the server is gone."""
        self.calls += 1
        text = json.dumps(call).encode()
        try:
            _write(self.orders, b"%d %d\n" % (self.calls, len(text)) + text)
        except OSError:
            return None
        group = None
        while True:
            report = self.report(host, group)
            if report is None:
                return None if group is None else {"signal": "SIGKILL"}
            if report["kind"] == "refused" or group is None and report["kind"] == "died":
                return None
            if report["kind"] == "began":
                group = report["group"]
                continue
            if report["kind"] == "died":
                self.process.wait()
            elif not is_kept:
                kill(group)
            if "signal" in report:
                return {"signal": signal.Signals(report["signal"]).name}
            return {"status": report["status"]}

    def report(self, host, group):
        while b"\n" not in self.heard:
            _wait_for(self.reports, host, group)
            read = os.read(self.reports, 4096)
            if not read:
                return None
            self.heard += read
        line, self.heard = self.heard.split(b"\n", 1)
        return json.loads(line)

    @property
    def is_lost(self):
        return self.process.poll() is not None

    def close(self):
        os.close(self.orders)
        os.close(self.reports)
        self.process.wait()


# By what they were started for. Lists, since the pool may be one of threads.
_idle = {}


def _in_kept(host, file, run, env, call):
    """In an interpreter of this run. One that has ended since the last call is told from one that cannot be had."""
    key = (file, call["folder"], run, tuple(sorted(env.items())))
    had_one = bool(_idle.get(key))
    end = _in_server(key, host, file, env, call, True)
    return _in_server(key, host, file, env, call, True) if end is None and had_one else end


def _in_fork(host, file, env, call):
    return _in_server((file, call["folder"], tuple(sorted(env.items()))), host, file, env, call, False)


def _in_server(key, host, file, env, call, is_kept):
    servers = _idle.setdefault(key, [])
    server = servers.pop() if servers else None
    if server is not None and server.is_lost:
        server.close()
        server = None
    if server is None:
        server = _Server(text_of(file) or "raise SystemExit(1)", env)
    end = server.run(call, host, is_kept)
    # One that was told to end may do so a moment later.
    if is_kept and (end is None or server.is_lost or host.asked is not None):
        server.close()
    elif server.is_lost or end is None:
        server.process.kill()
        server.close()
    else:
        servers.append(server)
        _trim(key)
    return end


def _trim(wanted):
    """Those that were used last stay."""
    _idle[wanted] = _idle.pop(wanted)
    for key in list(_idle):
        if key == wanted or sum(map(len, _idle.values())) <= MOST_IDLE:
            continue
        for server in _idle.pop(key):
            server.close()


def _alone(sent, host, env):
    file = sent["call"]["answer"] + ".call"
    with open(file, "w", encoding="utf-8") as call:
        json.dump(sent["call"], call)
    guard = _Guard()
    try:
        with open(sent["log"], "ab") as log:
            process = subprocess.Popen(
                [*FLAGS, text_of(sent["programs"]["alone"]), file],
                cwd=sent["workdir"],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=guard.watch_this,
                start_new_session=True,
            )
        try:
            while True:
                try:
                    status = process.wait(host.every)
                    break
                except subprocess.TimeoutExpired:
                    host.look(process.pid)
        finally:
            kill(process.pid)
    finally:
        guard.close()
        _remove(file)
    return {"signal": signal.Signals(-status).name} if status < 0 else {"status": status}


class _Guard:
    """Kills a group of processes when this process is gone, in whatever way."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r group || exit; read -r over || kill -s KILL -- "-$group"'],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.orders = self.process.stdin.fileno()

    def watch_this(self):
        """The group that the process leads in which it is called, before anything else runs there."""
        os.write(self.orders, b"%d\n" % os.getpid())

    def close(self):
        try:
            os.write(self.orders, b"over\n")
        except OSError:
            pass
        self.process.stdin.close()
        self.process.wait()


def _wait_for(descriptor, host, group):
    while not select.select([descriptor], [], [], host.every)[0]:
        host.look(group)


def kill(group, how=signal.SIGKILL):
    if group is None:
        return
    try:
        os.killpg(group, how)
    except OSError:
        pass


def _write(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]
