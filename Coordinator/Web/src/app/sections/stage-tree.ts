import type { StageCounts, StageNode } from "../../api/types";
import { h } from "../../dom";
import { fixed, number } from "../../format";
import type { SweepContext } from "../context";
import { percent } from "../format";
import { toStage } from "../route";
import { Pager } from "../widgets/pager";
import { setState, state } from "../widgets/state";

type Page = Awaited<ReturnType<SweepContext["client"]["stages"]>>;

/** The tree of a sweep's stages. Children are loaded when their parent is opened, a hundred at a time. */
export class StageTree {
  readonly element: HTMLElement;
  private readonly branch: Branch;

  constructor(context: SweepContext) {
    this.branch = new Branch(context, "");
    this.element = h("div", { class: "tree panel" }, this.branch.element);
    void this.branch.load();
  }

  /** Reloads everything that is open. */
  refresh = () => this.branch.refresh();
}

/** The children of one stage, or the roots. */
class Branch {
  readonly element = h("div", { class: "branch" });
  private readonly none = h("li", { class: "muted", hidden: true }, "There are no stages.");
  private readonly list = h("ul");
  private readonly leaves = new Map<string, Leaf>();
  private readonly pager: Pager<Page>;
  private isLoaded = false;
  private pages = 1;

  constructor(private readonly context: SweepContext, parentId: string) {
    const { client, name, signal } = context;
    this.pager = new Pager((pageToken) => client.stages(name, { parentId, pageSize: 100, pageToken }, signal), (page, isFirst) => {
      this.pages = isFirst ? 1 : this.pages + 1;
      this.take(page.stages);
    });
    // Only the list of roots can be empty, since a stage without children has no branch.
    this.list.append(...(parentId === "" ? [this.none] : []));
    this.element.append(this.list, this.pager.element);
  }

  async load() {
    if (!this.isLoaded) {
      this.isLoaded = true;
      await this.pager.restart();
    }
  }

  /** Refreshes only the first page. A branch of several pages is left as it is, because reading all of them again would be slow. */
  async refresh(): Promise<void> {
    if (!this.isLoaded || this.context.signal.aborted) {
      return;
    }
    if (this.pages === 1) {
      await this.pager.restart();
    }
    for (const leaf of this.leaves.values()) {
      await leaf.refresh();
    }
  }

  private take(nodes: StageNode[]) {
    for (const node of nodes) {
      const known = this.leaves.get(node.stage.stageId);
      if (known !== undefined) {
        known.update(node);
      } else {
        const leaf = new Leaf(this.context, node);
        this.leaves.set(node.stage.stageId, leaf);
        this.list.append(leaf.element);
      }
    }
    this.none.hidden = this.leaves.size > 0;
  }
}

/** A stage, with its children below it when it is open. */
class Leaf {
  readonly element: HTMLElement;
  private readonly state: HTMLElement;
  private readonly facts = h("span", { class: "facts" });
  private readonly below = h("span", { class: "counts" });
  private readonly branch: Branch | null;
  private isOpen = false;

  constructor(context: SweepContext, node: StageNode) {
    const { stage } = node;
    this.state = state(node.state);
    const [what, ...where] = stage.name.split(" · ");
    const line = h("span", { class: "line" }, this.state,
      h("a", { href: toStage(stage.stageId) }, what), h("span", { class: "muted" }, where.join(" · ")),
      this.facts, this.below);
    const hasChildren = (node.children?.total ?? 0) > 0;
    this.branch = hasChildren ? new Branch(context, stage.stageId) : null;
    // The button is beside the link, because screen readers could not tell nested ones apart.
    const twist = this.branch === null ? h("span", { class: "twist" })
      : h("button", { type: "button", class: "twist", "aria-expanded": "false", "aria-label": `Stages below ${stage.name}` });
    this.element = h("li", {}, h("div", { class: "leaf" }, twist, line), this.branch?.element);
    if (this.branch !== null) {
      const { element } = this.branch;
      element.hidden = true;
      twist.addEventListener("click", () => {
        this.isOpen = !this.isOpen;
        element.hidden = !this.isOpen;
        twist.setAttribute("aria-expanded", String(this.isOpen));
        if (this.isOpen) {
          void this.branch!.load();
        }
      });
    }
    this.update(node);
  }

  update(node: StageNode) {
    setState(this.state, node.state);
    const { progress } = node;
    this.facts.replaceChildren(...[
      node.top1 == null ? null : `${fixed(node.top1, 2)}\u202f%`,
      node.workerId === "" ? null : `${node.workerId}${progress == null ? "" : ` ${percent(progress.fraction)}`}`,
      node.attempts > 1 ? `${node.attempts} attempts` : null,
    ].filter((fact) => fact !== null).map((fact) => h("span", { class: "chip" }, fact)));
    if (node.error !== "" && node.state === "STAGE_STATE_FAILED") {
      this.facts.append(h("span", { class: "problem" }, node.error));
    }
    this.below.textContent = node.children == null ? "" : countsOf(node.children);
  }

  async refresh() {
    if (this.isOpen) {
      await this.branch?.refresh();
    }
  }
}

/** Formats the states of a stage's children: "12 of 40 done, 2 running, 1 failed". */
function countsOf(counts: StageCounts): string {
  if (counts.total === 0) {
    return "";
  }
  const parts = [`${number(counts.completed)} of ${number(counts.total)} below done`];
  const rest: [number, string][] = [[counts.running + counts.queued, "running"], [counts.failed, "failed"], [counts.blocked, "blocked"]];
  return [...parts, ...rest.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`)].join(", ");
}
