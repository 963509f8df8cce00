import type { Connection, Live } from "../api/live";
import type { SessionInfo } from "../api/types";
import { h } from "../dom";
import { toSubmit, toSweeps, toWorkers, type Route } from "./route";
import { themeSwitch } from "./theme-switch";

const connections: Record<Connection, { text: string; mark: string }> = {
  connecting: { text: "Connecting", mark: "waiting" },
  live: { text: "Live", mark: "on" },
  lost: { text: "Offline, trying again", mark: "off" },
};

/** The parts that stay while pages change: the top bar, the main region and the live region for screen readers. */
export class Shell {
  readonly main = h("main", { id: "main", tabindex: "-1" });
  readonly elements: HTMLElement[];
  private readonly voice = h("p", { class: "unseen", "aria-live": "polite", role: "status" });
  private readonly account = h("div", { class: "actions" });
  /** Elements that are useful only to signed-in users. */
  private readonly inside: HTMLElement[];
  private readonly links = {
    sweeps: h("a", { href: toSweeps }, "Sweeps"),
    workers: h("a", { href: toWorkers }, "Workers"),
    submit: h("a", { href: toSubmit }, "Submit"),
  };

  constructor(live: Live) {
    const skip = h("a", { class: "skip", href: "#main" }, "Skip to the page");
    skip.addEventListener("click", (event) => {
      // The router uses the hash.
      event.preventDefault();
      this.main.focus();
    });
    const connection = h("span", { class: "live" });
    live.onConnection((state) => {
      connection.dataset["live"] = connections[state].mark;
      connection.textContent = connections[state].text;
      if (state === "lost") {
        this.announce("The connection to the coordinator is lost. Trying again.");
      }
    });
    const fault = h("p", { class: "notice bad", role: "alert", hidden: true });
    live.onNews((news) => {
      if (fault.hidden === (news.storeFault === "")) {
        return;
      }
      fault.hidden = news.storeFault === "";
      fault.textContent = fault.hidden ? "" : `The store does not work: ${news.storeFault} Workers train on, nothing is handed out, and nothing is lost; it goes on by itself.`;
    }, new AbortController().signal);
    const nav = h("nav", { "aria-label": "Main" }, ...Object.values(this.links));
    this.inside = [nav, connection];
    const bar = h("header", { class: "bar" }, h("div", {},
      h("a", { class: "brand", href: toSweeps }, h("span", { class: "mark", "aria-hidden": "true" }), "sweep"),
      nav,
      h("span", { class: "spring" }), connection, themeSwitch(), this.account));
    this.elements = [skip, bar, fault, this.main, this.voice];
  }

  mark(route: Route) {
    const here = route.page === "sweep" || route.page === "stage" || route.page === "compare" ? "sweeps" : route.page;
    for (const [name, link] of Object.entries(this.links)) {
      if (name === here) {
        link.setAttribute("aria-current", "page");
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  setSession(session: SessionInfo, signOut: () => Promise<void>) {
    for (const element of this.inside) {
      element.hidden = session.role === null;
    }
    this.links.submit.hidden = session.role !== "operator";
    this.links.workers.hidden = session.readOnly;
    this.account.replaceChildren();
    if (session.authentication && session.role !== null) {
      const button = h("button", { type: "button", class: "quiet" }, "Sign out");
      button.addEventListener("click", () => void signOut());
      this.account.append(h("span", { class: "muted" }, session.role), button);
    }
  }

  /** Repeating the same text announces it again. */
  announce(text: string) {
    this.voice.textContent = "";
    setTimeout(() => { this.voice.textContent = text; }, 50);
  }
}
