// Imports only the parts of ECharts that the plots use, to keep the page small.
import { CustomChart, LineChart, ParallelChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, MarkPointComponent, ParallelComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { onThemeChange } from "../theme";

use([CanvasRenderer, CustomChart, GridComponent, LineChart, MarkLineComponent, MarkPointComponent, ParallelChart, ParallelComponent, SVGRenderer, TooltipComponent]);

export type Option = EChartsCoreOption;

/** SVG is sharp in print and at any zoom, and its text stays text. Canvas is for thousands of lines. */
export type Renderer = "svg" | "canvas";

/**
 * A plot that redraws itself from its option on request and follows its element's size. It is first drawn when it is about to become
 * visible, since a sweep can have hundreds of plots.
 */
export class Plot {
  private chart: EChartsType | null = null;
  private readonly resizing = new ResizeObserver(() => this.chart?.resize());

  constructor(readonly element: HTMLElement, private readonly option: () => Option, private readonly renderer: Renderer = "svg",
    private readonly onMade: (chart: EChartsType) => void = () => {}) {
    plots.set(element, this);
    this.resizing.observe(element);
    inSight.observe(element);
  }

  /** Replaces the series and merges the rest, so that a tooltip stays while news arrive. */
  draw() {
    if (this.chart === null) {
      this.chart = init(this.element, null, { renderer: this.renderer });
      this.onMade(this.chart);
    }
    this.chart.setOption(this.option(), { replaceMerge: ["series"] });
  }

  redraw() {
    if (this.chart !== null) {
      this.draw();
    }
  }

  get drawn(): EChartsType | null {
    return this.chart;
  }

  toSvg(): string {
    if (this.renderer === "svg" && this.chart !== null) {
      return new XMLSerializer().serializeToString(this.element.querySelector("svg")!);
    }
    const { clientWidth: width, clientHeight: height } = this.element;
    const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
    chart.setOption(this.option());
    const text = chart.renderToSVGString();
    chart.dispose();
    return text;
  }

  dispose() {
    plots.delete(this.element);
    this.resizing.disconnect();
    inSight.unobserve(this.element);
    this.chart?.dispose();
    this.chart = null;
  }
}

const plots = new Map<Element, Plot>();

const inSight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const plot = plots.get(entry.target);
    if (entry.isIntersecting && plot?.drawn === null) {
      plot.draw();
    }
  }
}, { rootMargin: "1500px" });

onThemeChange(() => plots.forEach((plot) => plot.redraw()));
addEventListener("beforeprint", () => plots.forEach((plot) => plot.draw()));
