/**
 * Runs a requested task, one at a time and at most once every `every` milliseconds. A slow task waits longer, so that it takes at most a
 * tenth of the time. Ends with the signal.
 */
export function throttle(task: () => void | Promise<void>, every: number, signal: AbortSignal): () => void {
  let wanted = false;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next = 0;

  const run = async () => {
    wanted = false;
    busy = true;
    const begin = performance.now();
    try {
      await task();
    } finally {
      const end = performance.now();
      busy = false;
      next = end + Math.max(every, 9 * (end - begin));
      plan();
    }
  };
  const plan = () => {
    if (wanted && !busy && !signal.aborted) {
      clearTimeout(timer);
      timer = setTimeout(() => void run(), Math.max(0, next - performance.now()));
    }
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    wanted = true;
    plan();
  };
}
