import type { Bound, Summary } from "./model";

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const fixed = (value: number, digits: number) => value.toFixed(digits);

/** Formats 0.975 as "97.5 %", with a thin space. */
export const share = (value: number) => `${plain.format(Number((value * 100).toFixed(4)))}\u202f%`;

export const times = (value: number) => `${short.format(value)}×`;

export const number = (value: number) => (Number.isInteger(value) ? whole.format(value) : plain.format(value));

/** "91.23 ± 0.31", or the mean alone when there is no deviation. */
export function spread(summary: Summary, digits: number): string {
  if (summary.mean === null) {
    return "n/a";
  }
  return summary.std === null
    ? fixed(summary.mean, digits)
    : `${fixed(summary.mean, digits)} ± ${fixed(summary.std, digits)}`;
}

export function bounded(value: string, bound: Bound): string {
  return { exact: value, "at-least": `≥ ${value}`, "at-most": `≤ ${value}`, "not-available": "n/a" }[bound];
}

/** "1 trial", "12,345 trials", "0.5 points". */
export const plural = (count: number, noun: string) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A number with its sign (a true minus) and at most this many decimals: "+1.2", "−0.5", "0". */
export function signed(value: number, digits: number): string {
  const rounded = Number(value.toFixed(digits));
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : ""}${Math.abs(rounded)}`;
}
