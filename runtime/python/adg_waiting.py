"""Calls that wait for an engine of an IPython cluster, and which of them travel there together."""

import collections

# Seconds of work that calls may be together that travel together, and how many of them, and how many characters.
TOGETHER = 0.1
MOST = 100
LONGEST = 1 << 20


class WaitingCalls:
    """Those that no engine has, in the order in which they came. Which may travel together follows from how long others of their kind took."""

    def __init__(self):
        self.orders = collections.deque()
        # Seconds, by what is called.
        self.usual = {}

    def add(self, order):
        self.orders.append(order)

    def give_back(self, orders):
        self.orders.extendleft(reversed(orders))

    def note(self, order, seconds):
        """One that takes long counts at once, and is forgotten slowly."""
        before = self.usual.get(order["task"])
        self.usual[order["task"]] = seconds if before is None or seconds > before else 0.9 * before + 0.1 * seconds

    def seconds_of(self, order):
        return self.usual.get(order["task"], TOGETHER)

    def would_wait(self):
        """Whether a message could be fuller."""
        return len(self.orders) < MOST and sum(map(self.seconds_of, self.orders)) < TOGETHER

    def take(self, engines):
        """What travels next: no more than each engine's part of them, so that none has nothing to do."""
        part = min(MOST, -(-len(self.orders) // max(engines, 1)))
        taken = [self.orders.popleft()]
        seconds, length = self.seconds_of(taken[0]), len(taken[0]["text"])
        while self.orders and len(taken) < part:
            seconds += self.seconds_of(self.orders[0])
            length += len(self.orders[0]["text"])
            if seconds > TOGETHER or length > LONGEST or self.orders[0]["program"] != taken[0]["program"]:
                break
            taken.append(self.orders.popleft())
        return taken
