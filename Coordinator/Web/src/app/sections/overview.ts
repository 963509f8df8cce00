import { Asking } from "../../live/asking";
import { emptyStudy, StudyReader } from "../../live/study-reader";
import { h } from "../../dom";
import { accuracySection } from "../../sections/accuracy";
import { answerSection } from "../../sections/answer";
import { heatMap } from "../../sections/heat-map";
import type { Section } from "../context";
import { isOpenState } from "../format";
import { Cost } from "./cost";
import { Reasons } from "./reasons";

/** Milliseconds between two rounds of queries. */
const pace = 2_000;

/** An overview of a sweep: the question, the answer and its certainty, the cost, and the failures. */
export const overview: Section = (root, context) => {
  const { client, name, signal: over } = context;
  const reader = new StudyReader(client, name);
  const nothing = emptyStudy(name);
  const answer = answerSection({ ...nothing, seeds: 0, trials: 0, completed: 0, isOver: false });
  const accuracy = accuracySection(nothing, "glance");
  const heat = heatMap(nothing);
  const cost = new Cost();
  const reasons = new Reasons(context, "Failures by cause");
  const measured = h("div", { class: "glance" }, accuracy.element, heat.element);
  const shown = h("div", { class: "overview stack", hidden: true }, answer.element, measured, h("div", { class: "glance" }, cost.element, reasons.element));
  const waiting = h("p", { class: "placeholder", role: "status" }, "Reading the results …");
  let seeds = 0;
  let failed = 0;

  const asking = new Asking(async (signal) => {
    const { study, plotted, trials } = await reader.read(undefined, "", signal);
    seeds ||= (await client.results(name, { groupBy: ["seed"], metrics: ["top1"], pageSize: 1 }, signal)).total;
    const sweep = context.sweep();
    answer.update({ ...study, seeds, trials, completed: study.levels.reduce((sum, level) => sum + level.completed, 0), isOver: !isOpenState(sweep.state) });
    accuracy.update(plotted);
    heat.update(plotted);
    cost.update(sweep);
    shown.hidden = false;
    waiting.hidden = true;
    if (sweep.trials.failed !== failed) {
      await reasons.ask();
      failed = sweep.trials.failed;
    }
  }, shown, over);

  root.append(asking.element, waiting, shown);
  asking.again();
  context.onChange(asking.refresh, pace);
  return () => { accuracy.dispose(); heat.dispose(); };
};
