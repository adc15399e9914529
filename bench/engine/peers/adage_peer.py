"""Workloads on adage: everything in this process, each task run as soon as it is submitted.

python3 adage_peer.py WORKLOAD SIZE prints {"seconds": ..., "answer": ...}.
"""

import functools
import json
import sys
import time

import adage
from adage import Rule


class InProcess:
    """The least that adage asks of a backend."""

    def submit(self, task):
        return [task()]

    def result(self, proxy):
        return proxy[0]

    def ready(self, proxy):
        return True

    def successful(self, proxy):
        return True

    def fail_info(self, proxy):
        return None


def add(flow, function, argument, after=()):
    return flow.dag.addTask(functools.partial(function, argument), depends_on=after)


def same(k):
    return k


def numbers(n):
    return list(range(n))


def total_of(nodes):
    return sum(node.result for node in nodes)


def wide(flow, n):
    items = add(flow, numbers, n)
    last = []

    def fan(adageobj):
        work = [add(flow, same, k, [items]) for k in items.result]
        last.append(add(flow, total_of, work, work))

    flow.rules.append(Rule(lambda _: items.successful(), fan))
    return last


def chain(flow, n):
    last = [add(flow, same, 1)]

    def wait(node):
        def go_on(adageobj):
            last[0] = add(flow, same, node.result + 1, [node])
            if node.result + 1 < n:
                wait(last[0])

        flow.rules.append(Rule(lambda _: node.successful(), go_on))

    wait(last[0])
    return last


def rules(flow, n):
    last = []
    answers = []

    def wait(node):
        def answer(adageobj):
            answers.append(add(flow, same, node.result, [node]))

        flow.rules.append(Rule(lambda _: node.successful(), answer))

    for k in range(n):
        wait(add(flow, same, k))
    flow.rules.append(
        Rule(
            lambda _: len(answers) == n,
            lambda adageobj: last.append(add(flow, total_of, answers, answers)),
        )
    )
    return last


def main(workload, size):
    flow = adage.adageobject()
    last = {"W1": wide, "W2": chain, "W3": rules}[workload](flow, size)
    start = time.perf_counter()
    adage.rundag(flow, backend=InProcess(), default_trackers=False, update_interval=0)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "answer": last[0].result}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
