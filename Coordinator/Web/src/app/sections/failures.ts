import type { StageNode } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import type { Section } from "../context";
import { stageTitle } from "../format";
import { toStage, toSweep } from "../route";
import { Pager } from "../widgets/pager";

const mostReasons = 10;

/** The parked stages, each with why; Retry, among the sweep's actions, takes them up again. */
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
  const reasons = h("section", { "aria-labelledby": "reasons", hidden: true });
  /** Many stages fail for few reasons: which, and how many trials each costs. */
  const findReasons = async () => {
    const { groups } = await client.results(name, { where: "state = failed", groupBy: ["error"], metrics: ["trial"] }, signal);
    const worst = groups.sort((a, b) => b.trials - a.trials).slice(0, mostReasons);
    reasons.hidden = worst.length === 0;
    reasons.replaceChildren(h("h2", { id: "reasons" }, "Reasons"),
      h("ul", { class: "reasons" }, ...worst.map((group) => {
        const reason = group.key[0] ?? null;
        const text = reason === null ? "no reason was given" : String(reason);
        const where = reason === null ? null : whereIs("error", text);
        const trials = plural(group.trials, "trial");
        return h("li", {}, where === null ? trials : h("a", { href: toSweep(name, "trials", { where }) }, trials), h("span", { class: "reason" }, text));
      })),
      groups.length > mostReasons ? h("p", { class: "hint" }, `and ${plural(groups.length - mostReasons, "further reason")}`) : "");
  };
  let failed = -1;
  const refresh = async () => {
    if (context.sweep().stages.failed !== failed) {
      failed = context.sweep().stages.failed;
      const wentWell = await Promise.all([pager.restart(), findReasons().then(() => true, () => {
        reasons.hidden = true;
        return false;
      })]);
      if (wentWell.includes(false)) {
        // The next news try again.
        failed = -1;
      }
    }
  };
  context.onChange(refresh);
  root.append(reasons, h("section", { "aria-labelledby": "failures" }, h("h2", { id: "failures" }, "Failed stages"), count, frame, pager.element));
  void refresh();
};

/** A condition on a text; null for one that no quotes can hold. */
function whereIs(field: string, text: string): string | null {
  const quote = ["\"", "'"].find((mark) => !text.includes(mark));
  return quote === undefined ? null : `${field} = ${quote}${text}${quote}`;
}

const row = (node: StageNode) => h("tr", {},
  h("th", { scope: "row" }, h("a", { href: toStage(node.stage.stageId) }, stageTitle(node.stage))),
  h("td", { "data-label": "Reason", class: "reason" }, node.error),
  h("td", { "data-label": "Attempts", class: "number" }, number(node.attempts)),
  h("td", { "data-label": "Held up", class: "number" }, node.children == null || node.children.total === 0 ? "" : plural(node.children.total, "stage")));
