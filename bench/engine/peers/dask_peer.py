"""Workloads on dask.distributed, with a scheduler and the threads of one worker in this process.

python3 dask_peer.py WORKLOAD SIZE prints {"seconds": ..., "answer": ...}.
"""

import json
import os
import sys
import time

from distributed import Client, as_completed


def same(k):
    return k


def numbers(n):
    return list(range(n))


def wide(client, n):
    items = client.submit(numbers, n).result()
    return client.submit(sum, client.map(same, items, pure=False)).result()


def chain(client, n):
    k = client.submit(same, 1, pure=False).result()
    while k < n:
        k = client.submit(same, k + 1, pure=False).result()
    return k


def rules(client, n):
    waits = client.map(same, range(n), pure=False)
    answers = [client.submit(same, wait, pure=False) for wait in as_completed(waits)]
    return client.submit(sum, answers).result()


def main(workload, size):
    run = {"W1": wide, "W2": chain, "W3": rules}[workload]
    with Client(processes=False, n_workers=1, threads_per_worker=os.cpu_count(), dashboard_address=None) as client:
        run(client, 10)
        start = time.perf_counter()
        answer = run(client, size)
        seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "answer": answer}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
