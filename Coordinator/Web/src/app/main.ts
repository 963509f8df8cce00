import "../styles/app.css";
import "./app.css";
import { Client } from "../api/client";
import { messageOf } from "../api/errors";
import { Live } from "../api/live";
import type { SessionInfo } from "../api/types";
import { h } from "../dom";
import type { Context, Disposer, Page } from "./context";
import { comparePage } from "./pages/compare";
import { signInPage } from "./pages/sign-in";
import { stagePage } from "./pages/stage";
import { submitPage } from "./pages/submit";
import { sweepPage } from "./pages/sweep";
import { sweepsPage } from "./pages/sweeps";
import { unknownPage } from "./pages/unknown";
import { workersPage } from "./pages/workers";
import { parse, type Route } from "./route";
import { Shell } from "./shell";

const client = new Client();
const live = new Live();
const shell = new Shell(live);
let session: SessionInfo = { authentication: false, role: null, csrf: null, version: "", readOnly: false };
let leave: Disposer = () => undefined;
let current: Route | null = null;

function pageOf(route: Route): { title: string; page: Page } {
  switch (route.page) {
    case "sweeps": return { title: "Sweeps", page: sweepsPage };
    case "sweep": return { title: route.name, page: (root, context) => sweepPage(root, context, route) };
    case "stage": return { title: `Stage ${route.id.slice(0, 8)}`, page: (root, context) => stagePage(root, context, route.id) };
    case "workers": return { title: "Workers", page: workersPage };
    case "submit": return { title: "Submit a sweep", page: (root, context) => submitPage(root, context, route.from) };
    case "compare": return { title: "Compare", page: (root, context) => comparePage(root, context, route) };
    case "unknown": return { title: "Not found", page: unknownPage };
  }
}

function show(title: string, page: Page, isOperator: boolean, focus: boolean) {
  leave();
  const controller = new AbortController();
  const context: Context = {
    client, live, session, isOperator, signal: controller.signal, announce: (text) => shell.announce(text),
  };
  shell.main.replaceChildren();
  document.title = `${title} · sweep`;
  const dispose = page(shell.main, context);
  leave = () => {
    controller.abort();
    dispose?.();
  };
  if (focus) {
    // Scrolls to the top and focuses the heading, as a browser does for a new document.
    scrollTo(0, 0);
    shell.main.focus({ preventScroll: true });
    shell.announce(title);
  }
}

function navigate() {
  const route = parse(location.hash);
  const isTab = current?.page === "sweep" && route.page === "sweep" && current.name === route.name;
  const focus = current !== null && !isTab;
  current = route;
  shell.mark(route);
  live.follow(route.page === "sweep" ? route.name : "");
  const { title, page } = pageOf(route);
  show(title, page, session.role === "operator", focus);
  if (isTab) {
    shell.main.querySelector<HTMLElement>(".tabs [aria-current]")?.focus({ preventScroll: true });
  }
}

async function begin() {
  try {
    session = await client.session();
  } catch (error) {
    const again = h("button", { type: "button", class: "primary" }, "Try again");
    again.addEventListener("click", () => void begin());
    shell.main.replaceChildren(h("div", { class: "blank" }, h("h1", {}, "No answer"), h("p", { role: "alert" }, messageOf(error)), again));
    return;
  }
  shell.setSession(session, async () => {
    await client.signOut();
    location.reload();
  });
  if (session.role === null) {
    current = null;
    show("Sign in", (root, context) => signInPage(root, context, () => void begin()), false, false);
    return;
  }
  live.start();
  navigate();
}

// A refused stream only reports that it ended, so ask whether the session has ended.
live.onConnection((connection) => {
  if (connection === "lost" && session.authentication) {
    client.session().then((now) => now.role === null && client.onSignedOut(), () => undefined);
  }
});
client.onSignedOut = () => {
  live.stop();
  void begin();
};
document.body.append(...shell.elements);
addEventListener("hashchange", () => session.role !== null && navigate());
void begin();
