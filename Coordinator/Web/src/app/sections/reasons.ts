import { h } from "../../dom";
import { plural } from "../../format";
import type { SweepContext } from "../context";
import { toSweep } from "../route";

const mostReasons = 10;

/** Groups failures by reason, with the number of trials that each costs. Hidden while nothing has failed. */
export class Reasons {
  readonly element = h("section", { "aria-labelledby": "reasons", hidden: true });

  constructor(private readonly context: SweepContext, private readonly title: string) {}

  async ask() {
    const { client, name, signal } = this.context;
    try {
      const { groups } = await client.results(name, { where: "state = failed", groupBy: ["error"], metrics: ["trial"] }, signal);
      const worst = groups.sort((a, b) => b.trials - a.trials).slice(0, mostReasons);
      this.element.hidden = worst.length === 0;
      this.element.replaceChildren(h("h2", { id: "reasons" }, this.title),
        h("ul", { class: "reasons" }, ...worst.map((group) => {
          const reason = group.key[0] ?? null;
          const text = reason === null ? "no reason was given" : String(reason);
          const where = reason === null ? null : whereIs("error", text);
          const trials = plural(group.trials, "trial");
          return h("li", {}, where === null ? trials : h("a", { href: toSweep(name, "trials", { where }) }, trials), h("span", { class: "reason" }, text));
        })),
        groups.length > mostReasons ? h("p", { class: "hint" }, `and ${plural(groups.length - mostReasons, "further reason")}`) : "");
    } catch (error) {
      this.element.hidden = true;
      throw error;
    }
  }
}

/** A condition on a text; null for a text that cannot be quoted. */
function whereIs(field: string, text: string): string | null {
  const quote = ["\"", "'"].find((mark) => !text.includes(mark));
  return quote === undefined ? null : `${field} = ${quote}${text}${quote}`;
}
