"""Empty tasks through Dask distributed: one round for each line on standard input, its seconds on standard output."""

import sys
import tempfile
import time

from distributed import Client, LocalCluster


def noop(number):
    return number


def main(count, workers):
    folder = tempfile.TemporaryDirectory(prefix="sweep-bench-dask-")
    with folder as local, LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, local_directory=local
    ) as cluster, Client(cluster) as client:
        client.submit(noop, -1).result()
        print("ready", flush=True)
        for round, _ in enumerate(sys.stdin):
            start = time.perf_counter()
            futures = client.map(noop, range(round * count, (round + 1) * count), pure=False)
            client.gather(futures)
            print(time.perf_counter() - start, flush=True)
            del futures


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
