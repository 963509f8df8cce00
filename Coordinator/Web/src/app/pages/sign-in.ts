import { messageOf } from "../../api/errors";
import { h } from "../../dom";
import type { Context } from "../context";

/** Asks for a token, which is then stored in a cookie that scripts cannot read. */
export function signInPage(root: HTMLElement, context: Context, done: () => void) {
  const input = h("input", { id: "token", type: "password", autocomplete: "current-password", required: true, spellcheck: "false" });
  const error = h("p", { class: "problem", role: "alert" });
  const button = h("button", { type: "submit", class: "primary" }, "Sign in");
  const form = h("form", {},
    h("label", { for: "token" }, "Token"), input, error, button,
    h("p", { class: "muted" }, "Whoever runs this coordinator makes one: ", h("code", {}, "sweep-coordinator token add NAME --role viewer")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    error.textContent = "";
    context.client.signIn(input.value.trim()).then(done, (reason: unknown) => {
      error.textContent = messageOf(reason);
      button.disabled = false;
      input.select();
      input.focus();
    });
  });
  root.append(h("div", { class: "panel sign-in" }, h("h1", {}, "Sign in"), form));
  input.focus();
}
