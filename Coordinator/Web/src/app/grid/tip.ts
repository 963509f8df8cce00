import { h } from "../../dom";

/** A tooltip beside the pointed cell. Screen readers skip it, because the live region announces the same when the keyboard moves. */
export class Tip {
  readonly element = h("div", { class: "grid-tip", hidden: true, "aria-hidden": "true" });

  show(lines: (string | HTMLElement)[], beside: DOMRect) {
    this.element.hidden = false;
    this.element.replaceChildren(...lines.map((line) => h("div", {}, line)));
    const { width, height } = this.element.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = beside.right + 10 + width > room ? beside.left - 10 - width : beside.right + 10;
    const top = Math.min(Math.max(8, beside.top - height / 2 + beside.height / 2), innerHeight - height - 8);
    this.element.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
