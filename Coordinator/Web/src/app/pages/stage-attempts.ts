import type { AttemptInfo, GetStageResponse } from "../../api/types";
import { h } from "../../dom";
import { duration, moment, stateName } from "../format";
import { state } from "../widgets/state";

/** Lists a stage's attempts with their workers and logs, newest first; failed ones are open. */
export function attemptsOf({ attempts }: GetStageResponse): HTMLElement {
  const newest = [...attempts].reverse();
  return h("section", { "aria-labelledby": "attempts" }, h("h2", { id: "attempts" }, "Attempts"),
    newest.length === 0 ? h("p", { class: "placeholder" }, "No worker has had it yet.")
      : h("div", { class: "attempts" }, ...newest.map((attempt, index) => one(attempt, index === 0))));
}

function one(attempt: AttemptInfo, isNewest: boolean): HTMLElement {
  const outcome = stateName(attempt.outcome);
  const [began, ended] = [attempt.started ?? attempt.queued ?? null, attempt.ended ?? null];
  const took = began === null ? "" : duration(((ended === null ? Date.now() : Date.parse(ended)) - Date.parse(began)) / 1000);
  const head = h("span", { class: "line" }, state(outcome), h("strong", {}, `Attempt ${attempt.number}`),
    h("span", { class: "muted" }, [attempt.workerId, began === null ? "" : moment(began), took].filter((part) => part !== "").join(" · ")));
  const hasMore = attempt.error !== "" || attempt.details !== "" || attempt.logTail !== "";
  if (!hasMore) {
    return h("div", { class: "panel attempt" }, head);
  }
  return h("details", { class: "panel attempt", id: `attempt-${attempt.number}`, "data-outcome": outcome, open: isNewest && (outcome === "failed" || outcome === "lost") },
    h("summary", {}, head),
    attempt.error !== "" && h("p", { class: outcome === "failed" || outcome === "lost" ? "notice bad" : "notice" }, attempt.error),
    attempt.details !== "" && h("div", {}, h("h3", {}, "Exception"),
      h("pre", { class: "log", tabindex: "0", role: "region", "aria-label": `Exception of attempt ${attempt.number}` }, attempt.details)),
    attempt.logTail !== "" && h("div", {}, h("h3", {}, "Last lines of its log"),
      h("pre", { class: "log", tabindex: "0", role: "region", "aria-label": `Log of attempt ${attempt.number}` }, attempt.logTail)));
}
