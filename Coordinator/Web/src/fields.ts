import { share } from "./format";
import type { Value } from "./model";

/** The label, unit and number format of a trial's field. Conditions use the field's own name. */
interface Look {
  label: string;
  /** Follows a single value. */
  unit?: string;
  /** The digits after the decimal point, which align a column of numbers. */
  digits?: number;
}

const looks: Record<string, Look> = {
  dataset: { label: "data set" },
  top1: { label: "top-1", unit: "\u202f%", digits: 2 },
  top5: { label: "top-5", unit: "\u202f%", digits: 2 },
  loss: { label: "test loss", digits: 4 },
  sparsity_reached: { label: "sparsity reached" },
  parameters_nonzero: { label: "parameters left" },
  compression: { label: "compression", unit: "×", digits: 2 },
  flops: { label: "multiply-accumulates" },
  flops_effective: { label: "multiply-accumulates left" },
  speedup: { label: "speed-up", unit: "×", digits: 2 },
  size_bytes: { label: "size", unit: "\u202fB" },
  seconds: { label: "stage time", unit: "\u202fs", digits: 1 },
  images_per_second: { label: "training speed", unit: "\u202fimages/s", digits: 0 },
  top1_per_class: { label: "top-1 by class", unit: "\u202f%" },
  version_sweep: { label: "version of sweep" },
  version_torch: { label: "torch" },
  version_dotnet: { label: ".NET" },
};

/** The name of a field's axis in the spec. */
export const axisOf = (field: string) => field.replace(/^axis_/, "");

export const nameOf = (field: string) => looks[field]?.label ?? axisOf(field).replaceAll("_", " ");

/** A heading for a field, with the unit that its values then omit. */
export function labelOf(field: string): string {
  const unit = looks[field]?.unit?.trim();
  return unit === undefined ? nameOf(field) : `${nameOf(field)} (${unit})`;
}

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** The text of a cell in the results. The file formats keep all digits. */
export function cell(field: string, value: Value): string {
  if (value === null) {
    return "";
  }
  if (Array.isArray(value)) {
    return value.map((part) => (typeof part === "number" ? plain.format(part) : part)).join("; ");
  }
  if (typeof value === "string") {
    return value;
  }
  if (field.startsWith("sparsity")) {
    return share(value);
  }
  const digits = looks[field]?.digits;
  if (digits !== undefined) {
    return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  return field === "seed" || field === "trial" ? String(value) : Number.isInteger(value) ? whole.format(value) : plain.format(value);
}

/** The text of a single value with its unit. */
export const measured = (field: string, value: Value) => (value === null ? "" : `${cell(field, value)}${looks[field]?.unit ?? ""}`);

/** The fields by which people sort and colour trials, of those that exist: measurements first, then the point of the grid. */
export function orderable(names: string[]): string[] {
  const usual = ["top1", "top5", "loss", "sparsity_reached", "compression", "speedup", "parameters_nonzero", "flops_effective", "size_bytes", "seconds", "images_per_second"];
  const point = names.slice(names.indexOf("dataset"), names.indexOf("state") + 1);
  return [...usual.filter((name) => names.includes(name)), ...point];
}
