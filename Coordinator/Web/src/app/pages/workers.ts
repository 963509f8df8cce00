import type { WorkerInfo } from "../../api/types";
import { h } from "../../dom";
import { plural } from "../../format";
import type { Context, Page } from "../context";
import { bytes, duration, secondsOf } from "../format";
import { toStage } from "../route";
import { ask } from "../widgets/dialog";
import { Notice } from "../widgets/notice";
import { state } from "../widgets/state";

const heads = ["Worker", "State", "Device", "Slots", "Stages", "Free memory", "Last heard", "Version"];

/** Lists the worker processes and the stages they hold. */
export const workersPage: Page = (root, context) => {
  const notice = new Notice();
  const count = h("p", { class: "hint", role: "status" });
  const body = h("tbody");
  const frame = h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Workers", hidden: true },
    h("table", { class: "list stacks" }, h("caption", { class: "unseen" }, "Workers by id"),
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)),
        context.isOperator && h("th", { scope: "col" }, h("span", { class: "unseen" }, "Actions")))), body));
  const blank = h("div");
  const all = h("button", { type: "button", class: "danger", hidden: true }, "Drain all");
  all.addEventListener("click", () => askDrain(context, notice, { all: true }, "every worker"));

  const draw = (workers: WorkerInfo[]) => {
    const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
    const held = workers.reduce((sum, worker) => sum + worker.held.length, 0);
    count.textContent = workers.length === 0 ? "" : `${plural(workers.length, "worker")}, ${held} of ${plural(slots, "slot")} busy`;
    frame.hidden = workers.length === 0;
    all.hidden = !context.isOperator || workers.every((worker) => worker.draining);
    blank.replaceChildren(...(workers.length > 0 ? [] : [empty(context)]));
    // A button pressed by keyboard keeps the focus when the table is redrawn.
    const focused = (document.activeElement as HTMLElement | null)?.closest("tr")?.dataset["id"];
    body.replaceChildren(...workers.map((worker) => row(context, notice, worker)));
    if (focused !== undefined) {
      [...body.rows].find((candidate) => candidate.dataset["id"] === focused)?.querySelector<HTMLElement>("button")?.focus();
    }
  };

  context.live.onNews((news) => news.hasWorkers && draw(news.workers), context.signal);
  root.append(h("header", {}, h("h1", {}, "Workers"), h("span", { class: "spring" }), all), count, notice.element, frame, blank);
  if (context.live.workers !== null) {
    draw(context.live.workers);
  } else {
    context.client.workers(context.signal).then(({ workers }) => {
      // If news arrived first, they are newer.
      if (context.live.workers === null) {
        draw(workers);
      }
    }, (error: unknown) => notice.bad(error));
  }
};

function row(context: Context, notice: Notice, worker: WorkerInfo): HTMLElement {
  const name = worker.draining ? "draining" : !worker.accepting || !worker.hearsOrders ? "paused" : worker.held.length > 0 ? "running" : "idle";
  const why = worker.reason !== "" ? worker.reason : worker.hearsOrders ? "" : "has not confirmed that orders reach it";
  const drain = h("button", { type: "button", class: "quiet", "aria-label": `Drain ${worker.id}`, disabled: worker.draining }, "Drain");
  drain.addEventListener("click", () => askDrain(context, notice, { workerId: worker.id }, worker.id));
  const silent = secondsOf(worker.silent);
  return h("tr", { "data-id": worker.id },
    h("th", { scope: "row" }, worker.id, h("div", { class: "hint" }, worker.host)),
    h("td", { "data-label": "State" }, h("div", {}, state(name), why !== "" && h("div", { class: "hint" }, why))),
    h("td", { "data-label": "Device" }, worker.device),
    h("td", { "data-label": "Slots" }, `${worker.held.length} of ${worker.slots}`),
    h("td", { "data-label": "Stages" }, h("span", {}, ...worker.held.flatMap(({ stageId, attempt }, index) => [
      index > 0 ? ", " : "", h("a", { class: "mono", href: toStage(stageId) }, stageId.slice(0, 8)), attempt > 1 ? ` (attempt ${attempt})` : ""]))),
    h("td", { "data-label": "Free memory" }, worker.memoryFree == null ? "" : bytes(worker.memoryFree)),
    h("td", { "data-label": "Last heard" }, silent === null ? "" : silent < 1.5 ? "now" : `${duration(silent)} ago`),
    h("td", { "data-label": "Version", title: worker.version }, worker.version.replace(/(\+[0-9a-f]{7})[0-9a-f]+$/, "$1")),
    context.isOperator && h("td", {}, drain));
}

function askDrain(context: Context, notice: Notice, target: { workerId: string } | { all: true }, whom: string) {
  ask({
    title: `Drain ${whom}?`, verb: "Drain", danger: true,
    text: "It takes nothing more, goes on with what it has, and ends when that is done.",
    act: async () => notice.good((await context.client.drain(target)).message),
  });
}

const empty = ({ session }: Context) => (session.readOnly
  ? h("div", { class: "placeholder" }, h("h2", {}, "Nothing runs here"), h("p", {}, "These sweeps are only viewed: there are no workers."))
  : h("div", { class: "placeholder" }, h("h2", {}, "No workers"),
    h("p", {}, "None has said anything to this coordinator. Start one on a machine with a GPU:"),
    h("pre", {}, "sweep-worker --broker-hosts BROKER --checkpoints SHARED_FOLDER")));
