import type { SpecProblem } from "../../api/types";
import { h } from "../../dom";

/** A text area with line numbers, and the problem of a line beside it. */
export class SpecEditor {
  readonly text = h("textarea", {
    id: "spec", rows: "24", spellcheck: "false", autocapitalize: "off", "aria-describedby": "spec-state", wrap: "off",
    placeholder: "name: my-study\ngrid:\n  dataset: cifar10\n  architecture: [vgg16, mobilenet]\n  …",
  });
  // The problems are also listed below with their lines, for users who cannot see them here.
  private readonly numbers = h("div", { class: "numbers", "aria-hidden": "true" });
  private readonly marks = h("div", { class: "marks", "aria-hidden": "true" });
  readonly element = h("div", { class: "editor" }, this.numbers, h("div", { class: "lines" }, this.text, this.marks));

  constructor() {
    this.text.addEventListener("scroll", () => this.follow(), { passive: true });
    this.show([]);
  }

  /** Updates the line numbers and problems. */
  show(problems: SpecProblem[]) {
    const lines = this.text.value.split("\n");
    const byLine = new Map<number, string[]>();
    for (const { line, message } of problems) {
      byLine.set(line, [...(byLine.get(line) ?? []), message]);
    }
    this.numbers.replaceChildren(h("div", {}, ...lines.map((_, index) => h("div", { class: byLine.has(index + 1) ? "wrong" : null }, String(index + 1)))));
    this.marks.replaceChildren(h("div", {}, ...lines.map((line, index) => {
      const found = byLine.get(index + 1);
      const said = h("span", {}, found?.join(" ") ?? "");
      said.style.marginLeft = `${line.length + 2}ch`;
      return found === undefined ? h("div") : h("div", { class: "wrong" }, said);
    })));
    this.follow();
  }

  /** Selects a line and scrolls it into view. */
  jump(line: number) {
    const { text } = this;
    const lines = text.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    text.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(text).lineHeight);
  }

  private follow() {
    const { scrollTop, scrollLeft } = this.text;
    (this.numbers.firstElementChild as HTMLElement).style.transform = `translateY(${-scrollTop}px)`;
    (this.marks.firstElementChild as HTMLElement).style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
  }
}
