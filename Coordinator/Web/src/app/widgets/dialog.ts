import { messageOf } from "../../api/errors";
import { h } from "../../dom";

interface Question {
  title: string;
  /** One or two sentences about what will happen. */
  text: string;
  /** The label of the confirming button. */
  verb: string;
  /** A further input, shown between text and buttons. */
  field?: HTMLElement;
  danger?: boolean;
  /** Performs the action. If it throws, the dialog stays open and shows the error. */
  act(): Promise<void>;
}

/** Asks for confirmation, then returns the focus to where it was. */
export function ask(question: Question) {
  const before = document.activeElement;
  const error = h("p", { class: "problem", role: "alert" });
  const cancel = h("button", { type: "button" }, "Keep as it is");
  const confirm = h("button", { type: "submit", class: question.danger === true ? "danger" : "primary" }, question.verb);
  const form = h("form", {}, h("p", { id: "dialog-text" }, question.text), question.field, error,
    h("div", { class: "actions" }, cancel, confirm));
  const dialog = h("dialog", { "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
    h("h2", { id: "dialog-title" }, question.title), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    confirm.disabled = true;
    error.textContent = "";
    question.act().then(() => dialog.close(), (reason: unknown) => {
      error.textContent = messageOf(reason);
      confirm.disabled = false;
    });
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) {
      before.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  // An action that ends something must not be confirmed by an accidental Enter.
  (question.field?.querySelector<HTMLElement>("input, select") ?? (question.danger === true ? cancel : confirm)).focus();
}
