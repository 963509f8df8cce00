import { h } from "../dom";
import { plural, share } from "../format";
import type { Study } from "../model";
import type { Section } from "./section";

/** A study with the facts about its sweep. */
export interface Asked extends Study {
  seeds: number;
  trials: number;
  completed: number;
  /** Whether no further results will come. */
  isOver: boolean;
}

/** The question and its answer, with its certainty. */
export function answerSection(first: Asked): Section<Asked> {
  const asked = h("p", { class: "asked" });
  const answer = h("p", { class: "answer" });
  const answers = h("ul", { class: "answers verdicts" });
  const grid = h("p", { class: "facts" });
  const search = h("ul", { class: "searched muted", hidden: true });
  const update = (study: Asked) => {
    const compared = study.figure.filter((row) => row.fine_tuned !== null && row.from_scratch !== null);
    asked.textContent = questionOf(study, compared.length > 0);
    grid.textContent = gridOf(study);
    const soFar = study.isOver ? "" : `So far, with ${study.completed} of ${plural(study.trials, "trial")}: `;
    answer.textContent = study.completed === 0 ? "No trial has a result yet." : soFar + study.answer;
    answers.hidden = study.completed === 0 || compared.length < 2;
    const searched = study.search ?? [];
    search.hidden = searched.length === 0;
    search.replaceChildren(...searched.map((line) => h("li", {}, line)));
    answers.replaceChildren(...compared.map((row) => h("li", { "data-verdict": row.verdict }, `${row.answer}.`)));
  };
  update(first);
  const element = h("section", { class: "panel answer-panel", "aria-labelledby": "answer" }, h("h2", { id: "answer", class: "unseen" }, "The answer"),
    asked, h("div", { role: "status" }, answer), answers, grid, search);
  return { element, update, dispose: () => {} };
}

function questionOf(study: Study, compares: boolean): string {
  const limit = `before top-1 accuracy falls by more than ${plural(study.tolerance, "point")} below that of the same network unpruned`;
  return compares ? `How much further can fine-tuned networks be pruned than networks trained from scratch, ${limit}?` : `How far can these networks be pruned, ${limit}?`;
}

const distinct = (study: Study, of: (level: Study["levels"][number]) => string | number) => [...new Set(study.levels.map(of))];

function gridOf(study: Asked): string {
  const list = (names: string[], noun: string) => (names.length <= 4 ? names.join(", ") : plural(names.length, noun));
  const sparsities = distinct(study, ({ sparsity }) => sparsity).map(Number).sort((a, b) => a - b);
  if (sparsities.length === 0) {
    return "";
  }
  return [
    `${list(distinct(study, ({ architecture }) => architecture).map(String), "architecture")} on ${list(distinct(study, ({ dataset }) => dataset).map(String), "data set")}`,
    list(distinct(study, ({ mode }) => mode.replace("-", " ").replace("fine tuned", "fine-tuned")).map(String), "mode"),
    sparsities.length === 1 ? `sparsity ${share(sparsities[0]!)}` : `${sparsities.length} sparsities from ${share(sparsities[0]!)} to ${share(sparsities.at(-1)!)}`,
    ...study.axes.map((axis) => `${axis} ${list(distinct(study, ({ axes }) => axes[axis] ?? "").map(String).filter((value) => value !== ""), "value")}`.trim()),
    plural(study.seeds, "seed"),
    plural(study.trials, "trial"),
  ].join(" · ");
}
