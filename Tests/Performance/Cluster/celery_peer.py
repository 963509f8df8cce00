"""Empty tasks through Celery on RabbitMQ: one round for each line on standard input, its seconds on standard output.

The worker is this file too: celery -A celery_peer worker. Settings are Celery's own but for the broker and the results, which come
back over it; with its defaults Celery does not wait for publisher confirms.
"""

import os
import sys
import time

from celery import Celery

app = Celery("celery_peer", broker=os.environ["PEER_BROKER"], backend="rpc://")


@app.task
def noop(number):
    return number


def main(count):
    noop.delay(0).get(timeout=60)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        results = [noop.delay(number) for number in range(count)]
        for result in results:
            result.get(timeout=300)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
