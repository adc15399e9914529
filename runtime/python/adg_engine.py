class Engine(Host):
    """
    An engine of IPython. A call may run as long as the file `owner` holds its token: whoever writes something else there ends it.
    `running` holds the token from before the first look at that file, until nothing of the call runs any more.
    """

    who = "IPython engine"
    hidden = ("JPY_PARENT_PID",)
    every = 0.2
    grace = 2

    def __init__(self, owner, running, token):
        self.owner, self.running, self.token = owner, running, token
        self.asked = None

    def may_begin(self):
        end = time.monotonic() + PATIENCE
        while True:
            text = text_of(self.owner)
            # Empty: it was taken back. Another's: it may be that the file system is behind.
            if text == self.token or not text or time.monotonic() > end:
                return text == self.token
            time.sleep(0.1)

    def look(self, group):
        if group is None or text_of(self.owner) == self.token:
            return
        if self.asked is None:
            self.asked = time.monotonic()
            kill(group, signal.SIGTERM)
        elif time.monotonic() - self.asked > self.grace:
            kill(group)


def call(text):
    order = json.loads(text)
    engine = Engine(order["owner"], order["running"], order["token"])
    if not os.path.isdir(os.path.dirname(engine.running)):
        return json.dumps(run(order["sent"], engine))
    with open(engine.running, "w", encoding="utf-8") as file:
        file.write(engine.token)
    try:
        if not engine.may_begin():
            return json.dumps({"kind": "refused", "message": "was taken back before it had begun"})
        return json.dumps(run(order["sent"], engine))
    finally:
        if text_of(engine.running) == engine.token:
            _remove(engine.running)
