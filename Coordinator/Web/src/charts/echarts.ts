// Only the parts of ECharts that the plots use; the rest stays out of the page.
import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

// SVG: sharp in print and at any zoom, and its texts stay texts.
use([CustomChart, GridComponent, LineChart, MarkLineComponent, MarkPointComponent, SVGRenderer, TooltipComponent]);

export type Option = EChartsCoreOption;

/** A plot that redraws itself from its option whenever it is asked to, and follows its element's size. */
export class Plot {
  private chart: EChartsType | null = null;

  constructor(readonly element: HTMLElement, private readonly option: () => Option) {
    new ResizeObserver(() => this.chart?.resize()).observe(element);
  }

  draw() {
    this.chart ??= init(this.element, null, { renderer: "svg" });
    this.chart.setOption(this.option(), { notMerge: true });
  }

  get isDrawn() {
    return this.chart !== null;
  }

  toSvg(): string {
    const drawn = this.element.querySelector("svg");
    return drawn === null ? "" : new XMLSerializer().serializeToString(drawn);
  }
}

const plots = new Set<Plot>();

/** Draws at once when the element is in sight or soon to be, later otherwise: a sweep can have hundreds of plots. */
const inSight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const plot = [...plots].find((candidate) => candidate.element === entry.target);
    if (entry.isIntersecting && plot !== undefined && !plot.isDrawn) {
      plot.draw();
    }
  }
}, { rootMargin: "1500px" });

export function add(plot: Plot) {
  plots.add(plot);
  inSight.observe(plot.element);
}

export function redrawAll() {
  for (const plot of plots) {
    if (plot.isDrawn) {
      plot.draw();
    }
  }
}

addEventListener("beforeprint", () => plots.forEach((plot) => plot.draw()));
