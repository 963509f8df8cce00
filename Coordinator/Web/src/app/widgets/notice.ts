import { isAbort, messageOf } from "../../api/errors";
import { h } from "../../dom";

/** A place for one message about what was done or went wrong; empty and hidden until then. */
export class Notice {
  readonly element = h("div", { class: "notice", hidden: true });

  good(text: string) {
    this.show("notice good", "status", text);
  }

  /** Calls that the page gave up itself are no news. */
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
