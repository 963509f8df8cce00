import type { Axis, Interval } from "../charts/parallel";
import { h } from "../dom";

/** Keyboard controls that do what brushing does: for each axis a list of values, or a lowest and a highest value. */
export function brushControls(brushed: Map<string, Interval>, change: () => void) {
  const element = h("div", { class: "controls" });
  let shape = "";
  let boxes: (() => void)[] = [];

  const set = (axis: Axis, interval: Interval | null) => {
    interval === null ? brushed.delete(axis.field) : brushed.set(axis.field, interval);
    change();
  };

  const make = (axis: Axis): [HTMLElement, () => void] => {
    if (axis.categories !== null) {
      const box = h("select", {}, h("option", { value: "" }, "all"), ...axis.categories.map((text, place) => h("option", { value: String(place) }, text)));
      box.addEventListener("change", () => set(axis, box.value === "" ? null : [Number(box.value), Number(box.value)]));
      return [h("label", {}, axis.label, " ", box), () => {
        const interval = brushed.get(axis.field);
        box.value = interval !== undefined && interval[0] === interval[1] ? String(interval[0]) : "";
      }];
    }

    const [low, high] = ["least", "most"].map((end) => h("input", { type: "number", step: "any", placeholder: end, "aria-label": `${axis.label}, ${end}` })) as [HTMLInputElement, HTMLInputElement];
    const text = (end: number | undefined) => (end === undefined || !Number.isFinite(end) ? "" : String(Number(end.toPrecision(4))));
    /** An end brushed in the plot has more digits than its box shows, so it keeps its value until the box is changed. */
    const endOf = (box: HTMLInputElement, before: number | undefined, none: number) =>
      (box.value === "" ? none : before !== undefined && box.value === text(before) ? before : box.valueAsNumber);
    const take = () => {
      const [least, most] = brushed.get(axis.field) ?? [];
      set(axis, low.value === "" && high.value === "" ? null : [endOf(low, least, -Infinity), endOf(high, most, Infinity)]);
    };
    low.addEventListener("change", take);
    high.addEventListener("change", take);
    return [h("span", { class: "actions" }, axis.label, low, "–", high), () => {
      const interval = brushed.get(axis.field);
      // News must not overwrite what the user is typing.
      [low, high].filter((box) => box !== document.activeElement).forEach((box) => { box.value = text(interval?.[box === low ? 0 : 1]); });
    }];
  };

  return {
    element,
    show(axes: Axis[]) {
      const now = axes.map((axis) => [axis.field, axis.categories].join()).join("\n");
      if (now !== shape) {
        shape = now;
        const made = axes.map(make);
        boxes = made.map(([, fill]) => fill);
        const clear = h("button", { type: "button", class: "quiet" }, "Clear");
        clear.addEventListener("click", () => { brushed.clear(); boxes.forEach((fill) => fill()); change(); });
        element.replaceChildren(...made.map(([box]) => box), clear);
      }
      boxes.forEach((fill) => fill());
    },
  };
}
