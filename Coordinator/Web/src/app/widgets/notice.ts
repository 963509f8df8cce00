import { isAbort, messageOf } from "../../api/errors";
import { h } from "../../dom";

/** Shows one message about a success or a failure; empty and hidden until then. */
export class Notice {
  readonly element = h("div", { class: "notice", hidden: true });

  good(text: string) {
    this.show("notice good", "status", text);
  }

  /** Ignores calls that the page itself aborted. */
  bad(error: unknown) {
    if (!isAbort(error)) {
      this.show("notice bad", "alert", messageOf(error));
    }
  }

  clear() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  private show(look: string, role: string, text: string) {
    this.element.className = look;
    this.element.setAttribute("role", role);
    this.element.hidden = false;
    this.element.replaceChildren(text);
  }
}
