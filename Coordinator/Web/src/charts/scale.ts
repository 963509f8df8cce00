/** Round ends and step for an axis over low…high with about `count` steps, within the natural limits of the quantity. */
export function niceScale(low: number, high: number, limits: [number, number], count = 5) {
  if (!(high > low)) {
    const room = Math.max(Math.abs(high) * 0.05, 0.5);
    low -= room;
    high += room;
  }
  const rough = (high - low) / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= rough) ?? 10);
  const round = (value: number) => Number(value.toPrecision(12));
  return {
    min: round(Math.max(limits[0], Math.floor(low / step) * step)),
    max: round(Math.min(limits[1], Math.ceil(high / step) * step)),
    interval: round(step),
  };
}
