# Seconds that several calls of one message may take together before those that have not begun go back.
TOGETHER = 0.2


class Engine(Host):
    """
    An engine of IPython. A call may run as long as the file `owner` holds its token: whoever writes something else there ends it.
    `running` holds the token from before the last look at that file before the call begins, until nothing of it runs any more; then it is
    empty.
    """

    who = "IPython engine"
    hidden = ("JPY_PARENT_PID",)
    every = 0.2
    grace = 2

    def __init__(self, owner, running, token, wait=lambda: None):
        self.owner, self.running, self.token, self.wait = owner, running, token, wait

    def may_begin(self):
        end = time.monotonic() + PATIENCE
        while True:
            text = text_of(self.owner)
            # Empty: it was taken back. Another's: it may be that the file system is behind.
            if text == self.token or not text or time.monotonic() > end:
                return text == self.token
            time.sleep(0.1)

    def look(self, group):
        if group is None:
            return
        self.wait()
        if text_of(self.owner) == self.token:
            return
        if self.asked is None:
            self.asked = time.monotonic()
            kill(group, signal.SIGTERM)
        elif time.monotonic() - self.asked > self.grace:
            kill(group)


TAKEN_BACK = json.dumps({"kind": "refused", "message": "was taken back before it had begun"})


def call(text, wait=lambda: None):
    order = json.loads(text)
    engine = Engine(order["owner"], order["running"], order["token"], wait)
    if not os.path.isdir(os.path.dirname(engine.running)):
        return json.dumps(run(order["sent"], engine))
    # What was taken back must not touch what another engine has by now.
    if not engine.may_begin():
        return TAKEN_BACK
    with open(engine.running, "w", encoding="utf-8") as file:
        file.write(engine.token)
    try:
        # Who takes it back looks at the other file after that.
        if text_of(engine.owner) != engine.token:
            return TAKEN_BACK
        return json.dumps(run(order["sent"], engine))
    finally:
        if text_of(engine.running) == engine.token:
            with open(engine.running, "w", encoding="utf-8"):
                pass


def call_all(texts):
    """
    Calls one after another. Answers, by their place, what came of those that it has called, with the seconds that each took, and `back`,
    how many of the last ones it has not begun. When one takes longer than calls do that travel together, the others behind it
    are given back, and what came of those before it is told, while it still runs.
    """
    done, told = {}, 0
    count = len(texts)

    def give_back(at):
        nonlocal count, told
        if time.monotonic() - begun < TOGETHER or told == len(done) and count == at + 1:
            return
        told, count = len(done), at + 1
        publish({"done": json.dumps(done), "back": len(texts) - count})

    begun = time.monotonic()
    at = 0
    while at < count:
        if at > 0 and time.monotonic() - begun > TOGETHER:
            count = at
            break
        before = time.monotonic()
        value = call(texts[at], lambda: give_back(at))
        done[at] = {"value": value, "seconds": time.monotonic() - before}
        at += 1
    return {"done": json.dumps(done), "back": len(texts) - count}


def publish(data):
    try:
        from ipyparallel.engine.datapub import publish_data

        publish_data(data)
    except Exception:
        # Then all of it is told in the end.
        pass
