import type { StageNode } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import type { Section } from "../context";
import { stageTitle } from "../format";
import { toStage } from "../route";
import { Pager } from "../widgets/pager";
import { Reasons } from "./reasons";

/** The parked stages with their errors. Retry, among the sweep's actions, makes them run again. */
export const failures: Section = (root, context) => {
  const { client, name, signal } = context;
  const count = h("p", { class: "hint", role: "status" }, "Loading …");
  const body = h("tbody");
  const frame = h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Table of failed stages", hidden: true },
    h("table", { class: "list stacks" }, h("caption", { class: "unseen" }, "Failed stages with their reasons"),
      h("thead", {}, h("tr", {}, ...["Stage", "Reason", "Attempts", "Held up"].map((text, index) =>
        h("th", { scope: "col", class: index > 1 ? "number" : null }, text)))), body));
  const pager = new Pager(
    (pageToken) => client.stages(name, { states: ["STAGE_STATE_FAILED"], pageSize: 100, pageToken }, signal),
    (page, isFirst) => {
      if (isFirst) {
        body.replaceChildren();
      }
      body.append(...page.stages.map(row));
      const { failed, blocked } = context.sweep().stages;
      frame.hidden = body.rows.length === 0;
      count.textContent = body.rows.length === 0 ? "Nothing has failed for good."
        : `${plural(Math.max(failed, body.rows.length), "failed stage")}`
          + (blocked > 0 ? `, and ${number(blocked)} below ${failed === 1 ? "it" : "them"} that cannot run. ` : ". ")
          + (context.isOperator ? "Retry takes them up again, with their failures forgotten." : "");
    });
  const reasons = new Reasons(context, "Reasons");
  let failed = -1;
  const refresh = async () => {
    if (context.sweep().stages.failed !== failed) {
      failed = context.sweep().stages.failed;
      const wentWell = await Promise.all([pager.restart(), reasons.ask().then(() => true, () => false)]);
      if (wentWell.includes(false)) {
        // Tries again with the next news.
        failed = -1;
      }
    }
  };
  context.onChange(refresh);
  root.append(reasons.element, h("section", { "aria-labelledby": "failures" }, h("h2", { id: "failures" }, "Failed stages"), count, frame, pager.element));
  void refresh();
};

const row = (node: StageNode) => h("tr", {},
  h("th", { scope: "row" }, h("a", { href: toStage(node.stage.stageId) }, stageTitle(node.stage))),
  h("td", { "data-label": "Reason", class: "reason" }, node.error),
  h("td", { "data-label": "Attempts", class: "number" }, number(node.attempts)),
  h("td", { "data-label": "Held up", class: "number" }, node.children == null || node.children.total === 0 ? "" : plural(node.children.total, "stage")));
