// Actions of a user, and what a user sees.

/** Lets everything that is ready run. Answers in these tests are promises without I/O, so one turn of the event loop is enough. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function find<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (found === null) {
    throw new Error(`There is no ${selector} in ${(root as HTMLElement).outerHTML ?? "the document"}`);
  }
  return found;
}

/** The control with this name, taken from its text or label. */
export function button(root: ParentNode, name: string | RegExp): HTMLButtonElement {
  const fits = (text: string) => (typeof name === "string" ? text === name : name.test(text));
  const found = [...root.querySelectorAll("button")].find((candidate) => fits(candidate.getAttribute("aria-label") ?? textOf(candidate)));
  if (found === undefined) {
    throw new Error(`There is no button ${name}; there are ${[...root.querySelectorAll("button")].map((one) => textOf(one)).join(", ")}`);
  }
  return found;
}

/** An element's text with plain spaces. */
export const textOf = (element: Element | null) => (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();

export const textsOf = (root: ParentNode, selector: string) => [...root.querySelectorAll(selector)].map(textOf);

/** Whether an element is visible: neither it nor an ancestor is hidden. */
export const isShown = (element: Element) => element.closest("[hidden]") === null;

/** The texts in a table's body. */
export const rowsOf = (root: ParentNode) => [...root.querySelectorAll("tbody tr")].map((row) => [...row.children].map(textOf));

export function press(element: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  element.dispatchEvent(event);
  return event;
}

export function write(box: HTMLInputElement | HTMLTextAreaElement, text: string, event: "input" | "change" = "input") {
  box.value = text;
  box.dispatchEvent(new Event(event, { bubbles: true }));
}

export function choose(box: HTMLSelectElement, value: string) {
  box.value = value;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

export const submit = (form: Element) => form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
