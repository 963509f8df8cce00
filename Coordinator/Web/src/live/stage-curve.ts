import type { GetStageResponse } from "../api/types";
import { Plot } from "../charts/echarts";
import { curveViews, linesOf, stageName, stagesOption, type CurveView, type StageCurve } from "../charts/stages";
import { csv } from "../csv";
import { download, h } from "../dom";
import { fixed, plural, share } from "../format";
import { choice } from "../sections/controls";
import type { Section } from "../sections/section";
import { dashKey } from "../sections/seed-key";
import { theme } from "../theme";
import { curvesOf } from "./stages";

/** The learning curve of a stage after those of its ancestors. Its data are a GetStage answer; a newer answer updates it in place. */
export function stageCurve(first: GetStageResponse): Section<GetStageResponse> {
  let curves: StageCurve[] = [];
  let view: CurveView = "learning";
  let shown = "";
  const drawing = h("div", { class: "plot high", role: "img" });
  const plot = new Plot(drawing, () => stagesOption(curves, view, theme()));
  const none = h("p", { class: "empty", role: "status" });
  const body = h("tbody");
  const summary = h("summary");
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  const saveCsv = h("button", { type: "button", class: "quiet" }, "Save CSV");
  const name = () => `stage-${first.stage.stage.stageId.slice(0, 12)}`;
  save.addEventListener("click", () => download(`${name()}.svg`, "image/svg+xml", plot.toSvg()));
  saveCsv.addEventListener("click", () => download(`${name()}.csv`, "text/csv", csv(
    ["stage_id", "kind", "epoch", "train_loss", "top1", "loss", "lr", "sparsity"],
    curves.flatMap((curve) => curve.points.map((point) =>
      [curve.stageId, curve.kind, point.epoch, point.trainLoss, point.top1, point.loss, point.lr, point.sparsity])))));

  const key = h("ul", { class: "legend" });
  const draw = () => {
    const lines = linesOf(curves, view);
    drawing.hidden = key.hidden = lines.length === 0;
    key.replaceChildren(...(view === "learning" ? dashKey(curves.some(({ kind }) => kind === "pretrain") && curves.length > 1) : []));
    none.hidden = lines.length > 0;
    none.textContent = `No epoch has told its ${curveViews[view]} yet.`;
    drawing.setAttribute("aria-label", `${curveViews[view]} by epoch: ` + lines.filter(({ field }) => field !== "trainLoss").map(({ curve, data }) =>
      `${stageName(curve.kind, curve.sparsity)} from ${Number(data[0]![1].toPrecision(4))} to ${Number(data.at(-1)![1].toPrecision(4))}`).join("; "));
    plot.redraw();
  };
  const text = (value: number | null, digits: number) => (value === null ? "" : fixed(value, digits));
  const update = (answer: GetStageResponse) => {
    curves = curvesOf(answer, "");
    const now = JSON.stringify(curves);
    if (now === shown) {
      return;
    }
    shown = now;
    const epochs = curves.reduce((sum, curve) => sum + curve.points.length, 0);
    summary.textContent = `Values of ${plural(epochs, "epoch")}`;
    body.replaceChildren(...curves.flatMap((curve) => curve.points.map((point) => h("tr", {},
      h("td", {}, stageName(curve.kind, curve.sparsity)), h("td", { class: "number" }, String(point.epoch)), h("td", { class: "number" }, text(point.top1, 2)),
      h("td", { class: "number" }, text(point.loss, 4)), h("td", { class: "number" }, text(point.trainLoss, 4)),
      h("td", { class: "number" }, String(Number(point.lr.toPrecision(3)))), h("td", { class: "number" }, share(point.sparsity))))));
    draw();
  };
  const head: [string, string | null][] = [["stage", null], ["epoch", "number"], ["top-1 %", "number"], ["test loss", "number"], ["training loss", "number"], ["learning rate", "number"], ["sparsity", "number"]];
  const element = h("div", { class: "card" },
    h("div", { class: "head" }, choice("Show", curveViews, view, (chosen: CurveView) => { view = chosen; draw(); }), h("div", { class: "actions" }, save, saveCsv)),
    none, drawing, key,
    h("details", {}, summary, h("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Learning curve, values" },
      h("table", { class: "list" }, h("thead", {}, h("tr", {}, ...head.map(([label, style]) => h("th", { scope: "col", class: style }, label)))), body))));
  update(first);
  return { element, update, dispose: () => plot.dispose() };
}
