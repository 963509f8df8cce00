import { ApiError, messageOf } from "../../api/errors";
import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import type { Context, Disposer, SweepContext } from "../context";
import { percent, stateName } from "../format";
import { toSweep, toSweeps, type Route } from "../route";
import { sections } from "../sections";
import { throttle } from "../throttle";
import { SweepHeader } from "./sweep-header";

type SweepRoute = Extract<Route, { page: "sweep" }>;

/** Shows one sweep: its state, its actions and one of its views. */
export function sweepPage(root: HTMLElement, context: Context, route: SweepRoute): Disposer {
  const { client, live, signal } = context;
  const { name } = route;
  const body = h("div", { class: "body" });
  const query = { ...route.query };
  let current: SweepInfo | null = null;
  let header: SweepHeader | null = null;
  let dispose: Disposer | void;
  let isGone = false;
  const changed = new Set<() => void>();

  const sweepContext: SweepContext = {
    ...context,
    name,
    query,
    sweep: () => current!,
    setQuery(next) {
      history.replaceState(null, "", toSweep(name, route.tab, next));
      for (const link of header?.tabs ?? []) {
        link.href = toSweep(name, link.dataset["tab"] as SweepRoute["tab"], link.dataset["tab"] === route.tab ? next : {});
      }
    },
    onChange(listener, every = 2000) {
      const soon = throttle(listener, every, signal);
      changed.add(soon);
      signal.addEventListener("abort", () => changed.delete(soon));
    },
  };

  const take = (sweep: SweepInfo) => {
    const before = current;
    current = sweep;
    if (header === null) {
      header = new SweepHeader(sweepContext, route.tab, take);
      root.replaceChildren(header.element, body);
      dispose = sections[route.tab].section(body, sweepContext);
    } else {
      header.update(sweep);
    }
    document.title = `${sweep.state === "SWEEP_STATE_RUNNING" ? `${percent(sweep.fraction)} ` : ""}${name} · sweep`;
    if (before !== null && before.state !== sweep.state) {
      context.announce(`${name} is ${stateName(sweep.state)}.`);
    }
  };

  live.onNews((news) => {
    if (isGone) {
      return;
    }
    const sweep = news.sweeps.find((candidate) => candidate.name === name);
    if (news.deleted.includes(name) && sweep === undefined) {
      isGone = true;
      gone(root, context, `The sweep ${name} was deleted.`);
      return;
    }
    if (sweep !== undefined) {
      take(sweep);
      // An ended sweep that was retried is followed individually again.
      live.follow(name);
    }
    if (sweep !== undefined || (news.settled.length > 0 && live.isFollowing(name))) {
      changed.forEach((soon) => soon());
    }
  }, signal);

  const known = live.sweeps.get(name);
  if (known !== undefined) {
    take(known);
  } else {
    root.append(h("p", { class: "muted", role: "status" }, "Loading …"));
    client.sweep(name, false, signal).then(({ sweep }) => current === null && take(sweep), (error: unknown) => {
      if (!signal.aborted && current === null) {
        gone(root, context, error instanceof ApiError && error.reason === "NOT_FOUND" ? `There is no sweep ${name}.` : messageOf(error));
      }
    });
  }
  return () => {
    dispose?.();
    header?.dispose();
  };
}

function gone(root: HTMLElement, context: Context, text: string) {
  // There are no news about a sweep that does not exist.
  context.live.follow("");
  root.replaceChildren(h("div", { class: "placeholder" }, h("h1", {}, text), h("p", {}, h("a", { href: toSweeps }, "All sweeps"))));
}

