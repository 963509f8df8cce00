import type { Value } from "../../api/types";
import { cell } from "../../fields";
import type { SweepContext } from "../context";

/** Finds the name of a trial's point in the grid: "cifar10, vgg16, fine-tuned, 90 %, seed 1". Each is requested once. */
export class TrialNames {
  private readonly known = new Map<number, string>();
  private axes: string[] | null = null;

  constructor(private readonly context: SweepContext) {}

  get = (trial: number) => this.known.get(trial);

  async find(trial: number, signal: AbortSignal): Promise<string> {
    const { client, name } = this.context;
    const answer = await client.results(name, { where: `trial = ${trial}`, fields: this.axes ?? [], pageSize: 1 }, signal);
    const names = answer.fields.map((field) => field.name);
    // The axes are the fields between the trial's number and its state.
    this.axes ??= names.slice(names.indexOf("trial") + 1, names.indexOf("state"));
    const row = answer.trials[0] ?? [];
    const text = this.axes.flatMap((axis) => {
      const value: Value = row[names.indexOf(axis)] ?? null;
      return value === null ? [] : [axis === "dataset" || axis === "architecture" || axis === "mode" ? String(value) : `${axis} ${cell(axis, value)}`];
    }).join(", ");
    this.known.set(trial, text);
    return text;
  }
}
