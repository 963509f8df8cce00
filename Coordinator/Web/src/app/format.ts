import { number } from "../format";

/** Converts "12.5s" of the JSON mapping to seconds; null for an unset duration. */
export function secondsOf(duration: string | null | undefined): number | null {
  const seconds = duration === null || duration === undefined ? NaN : Number.parseFloat(duration);
  return Number.isFinite(seconds) ? seconds : null;
}

/** Formats the two largest units: 45 s, 12 min 5 s, 3 h 20 min, 2 d 4 h. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: [string, number][] = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => whole >= size);
  const at = first < 0 ? units.length - 1 : first;
  let rest = whole;
  return units.slice(at, at + 2).flatMap(([unit, size], index) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 && index > 0 ? [] : [`${count}\u202f${unit}`];
  }).join(" ");
}

/** Formats worker time in GPU-hours: 0.25 h, 13.7 h, 1,204 h; very short times in minutes and seconds. */
export function hours(seconds: number): string {
  if (seconds > 0 && seconds < 360) {
    return duration(seconds);
  }
  const value = seconds / 3600;
  const digits = value === 0 ? 0 : value < 1 ? 2 : value < 100 ? 1 : 0;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}\u202fh`;
}

/** "3 min ago". */
export const ago = (time: string, now = Date.now()) => `${duration((now - Date.parse(time)) / 1000).split(" ")[0]} ago`;

/** Formats a moment in the user's time zone, to the second. */
export const moment = (time: string) => {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

/** Formats a share without showing 100 % before the end or 0 % after the beginning. */
export function percent(fraction: number): string {
  const value = fraction * 100;
  return `${fraction > 0 && value < 0.1 ? "<\u202f0.1" : fraction < 1 ? Math.min(value, 99.9).toFixed(value < 10 ? 1 : 0).replace(/^100$/, "99") : "100"}\u202f%`;
}

export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${number(Number((count / 1024 ** power).toPrecision(3)))}\u202f${units[power]}`;
}

/** SWEEP_STATE_RUNNING → running. */
export const stateName = (state: string) => state.replace(/^(SWEEP|STAGE)_STATE_|^ATTEMPT_OUTCOME_/, "").toLowerCase();

/** Whether a sweep may still continue, by itself or after Resume. */
export const isOpenState = (state: string) => state === "SWEEP_STATE_RUNNING" || state === "SWEEP_STATE_PAUSED";

/** The state to show for a sweep: its own, or "stalled" when it runs without progress. */
export const shownState = (sweep: { state: string; stalled: string }) => (sweep.stalled === "" ? sweep.state : "stalled");

/** The stage's name from the coordinator: "prune to 90 % · fine-tuned · vgg16 · seed 1". */
export const stageTitle = (stage: { name: string }): string => stage.name;
