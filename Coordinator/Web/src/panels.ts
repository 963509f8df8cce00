import type { Curve, Level, Mode, Report, StudyRow } from "./model";

/** Everything about one network on one data set, which one plot shows. */
export interface Panel {
  dataset: string;
  architecture: string;
  axes: Record<string, string>;
  levels: Map<Mode, Level[]>;
  study: StudyRow | null;
  curves: Curve[];
}

export type Place = Pick<Panel, "dataset" | "architecture" | "axes">;

export const keyOf = ({ dataset, architecture, axes }: Place) => JSON.stringify([dataset, architecture, Object.entries(axes).sort()]);

export const titleOf = ({ dataset, architecture, axes }: Place) =>
  [`${architecture} on ${dataset}`, ...Object.entries(axes).map(([axis, value]) => `${axis} ${value}`)].join(" · ");

export function panelsOf(report: Pick<Report, "levels" | "figure"> & { curves?: Curve[] }): Panel[] {
  const panels = new Map<string, Panel>();
  const at = (place: Place) => {
    const key = keyOf(place);
    let panel = panels.get(key);
    if (panel === undefined) {
      const { dataset, architecture, axes } = place;
      panel = { dataset, architecture, axes, levels: new Map(), study: null, curves: [] };
      panels.set(key, panel);
    }
    return panel;
  };

  for (const level of report.levels) {
    const levels = at(level).levels;
    levels.set(level.mode, [...(levels.get(level.mode) ?? []), level]);
  }
  for (const row of report.figure) {
    at(row).study = row;
  }
  for (const curve of report.curves ?? []) {
    at(curve).curves.push(curve);
  }
  return [...panels.values()];
}
