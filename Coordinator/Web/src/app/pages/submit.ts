import { ApiError } from "../../api/errors";
import type { PlanResponse, SpecProblem } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import { select } from "../../sections/controls";
import type { Context, Disposer } from "../context";
import { hours, percent, secondsOf } from "../format";
import { toSweep } from "../route";
import { templates } from "../templates";
import { Notice } from "../widgets/notice";
import { SpecEditor } from "../widgets/spec-editor";

const draft = "sweep-draft";
/** The most trials that are planned automatically; planning more takes a while and waits for the button. */
const mostPlanned = 20_000;

/** A form for a spec, which is checked while typing, planned and submitted. */
export const submitPage = (root: HTMLElement, context: Context, from = ""): Disposer => {
  const { client, signal } = context;
  const editor = new SpecEditor();
  const { text } = editor;
  const name = h("input", { id: "name", type: "text", placeholder: "the spec’s own", pattern: "[a-z0-9][a-z0-9._\\-]{0,62}" });
  const file = h("input", { type: "file", id: "file", accept: ".yaml,.yml,text/yaml", class: "unseen" });
  const verdict = h("p", { id: "spec-state", class: "hint", role: "status" });
  const problems = h("ol", { class: "problems" });
  const plan = h("div");
  const notice = new Notice();
  const planButton = h("button", { type: "button" }, "Plan");
  const submit = h("button", { type: "button", class: "primary" }, "Submit");
  let checks = 0;

  const show = (found: SpecProblem[], omitted: number) => {
    text.setAttribute("aria-invalid", String(found.length > 0));
    editor.show(found);
    problems.replaceChildren(...found.map((problem) => {
      const at = h("button", { type: "button", class: "link" }, `line ${problem.line}`);
      at.addEventListener("click", () => editor.jump(problem.line));
      return h("li", {}, problem.line > 0 && at, problem.line > 0 && " ", problem.path !== "" && h("code", {}, problem.path),
        problem.path !== "" && ": ", problem.message);
    }), ...(omitted > 0 ? [h("li", {}, `and ${plural(omitted, "further problem")}`)] : []));
  };
  const forget = () => {
    plan.replaceChildren();
    notice.clear();
    show([], 0);
    verdict.textContent = "";
    text.removeAttribute("aria-invalid");
  };
  /** Checks the spec and returns whether it is valid. An answer to an older text is ignored. */
  const check = async () => {
    const mine = ++checks;
    if (text.value.trim() === "") {
      forget();
      return;
    }
    try {
      const answer = await client.validate(text.value, signal);
      if (mine === checks) {
        show(answer.problems, answer.omitted);
        const count = answer.problems.length + answer.omitted;
        verdict.textContent = count > 0 ? plural(count, "problem") : `Sound: ${answer.name}, ${plural(answer.trials, "trial")}`;
        if (count === 0 && answer.trials <= mostPlanned) {
          await foresee(text.value);
        }
      }
    } catch (error) {
      if (mine === checks) {
        notice.bad(error);
      }
    }
  };
  /** Plans the spec without a request of the user; planning stores nothing. Errors are ignored here, since submitting reports them. */
  const foresee = async (spec: string) => {
    const answer = await client.plan(spec, signal).catch(() => null);
    if (answer !== null && text.value === spec) {
      plan.replaceChildren(planned(answer));
    }
  };
  const fail = (error: unknown, isCurrent: boolean) => {
    // The line numbers of an older text may not match this one.
    if (error instanceof ApiError && error.problems.length > 0 && isCurrent) {
      show(error.problems, 0);
      verdict.textContent = plural(error.problems.length, "problem");
    }
    notice.bad(error);
  };
  const busy = async (button: HTMLButtonElement, task: (spec: string) => Promise<void>) => {
    const spec = text.value;
    button.disabled = true;
    notice.clear();
    try {
      await task(spec);
    } catch (error) {
      fail(error, text.value === spec);
    } finally {
      button.disabled = false;
    }
  };

  let pause: ReturnType<typeof setTimeout> | undefined;
  const edited = () => {
    checks++;
    store(text.value);
    forget();
    clearTimeout(pause);
    pause = setTimeout(() => void check(), 400);
  };
  const read = async (chosen: File | undefined) => {
    if (chosen !== undefined) {
      text.value = await chosen.text();
      edited();
    }
  };
  text.addEventListener("input", edited);
  text.addEventListener("dragover", (event) => event.preventDefault());
  text.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length) {
      event.preventDefault();
      void read(event.dataTransfer.files[0]);
    }
  });
  file.addEventListener("change", () => void read(file.files?.[0]));
  planButton.addEventListener("click", () => void busy(planButton, async (spec) => {
    plan.replaceChildren(h("p", { class: "hint", role: "status" }, "Planning …"));
    try {
      const answer = await client.plan(spec, signal);
      if (text.value === spec) {
        plan.replaceChildren(planned(answer));
      }
    } catch (error) {
      plan.replaceChildren();
      if (text.value === spec) {
        throw error;
      }
    }
  }));
  submit.addEventListener("click", () => void busy(submit, async (spec) => {
    const answer = await client.submit(spec, name.value.trim());
    store("");
    context.announce(answer.message);
    location.hash = toSweep(answer.sweep.name);
  }));
  const choose = h("button", { type: "button" }, "Open a file");
  choose.addEventListener("click", () => file.click());
  file.tabIndex = -1;
  file.setAttribute("aria-hidden", "true");

  const begin = select("Begin with", { "": "…", ...Object.fromEntries(Object.entries(templates).map(([key, { label }]) => [key, label])) }, "", (key: string) => {
    if (templates[key] !== undefined) {
      text.value = templates[key].spec;
      edited();
    }
  });

  text.value = stored();
  editor.show([]);
  if (from !== "") {
    client.sweep(from, true, signal).then(({ spec }) => {
      text.value = renamed(spec);
      edited();
    }, (error: unknown) => notice.bad(error));
  }
  root.append(h("header", {}, h("h1", {}, "Submit a sweep")),
    h("div", { class: "columns submit" },
      h("section", { "aria-label": "Spec" },
        h("div", { class: "controls" }, h("label", { for: "spec" }, "Spec (YAML)"), h("span", { class: "spring" }), begin, choose, file), editor.element),
      h("section", { "aria-label": "Check and submit" },
        h("div", { class: "controls" }, h("label", { for: "name" }, "Name "), name), h("div", { class: "actions" }, planButton, submit),
        notice.element, verdict, problems, plan)));
  void check();
  return () => clearTimeout(pause);
};

function planned(answer: PlanResponse): HTMLElement {
  const stages = answer.stages.reduce((sum, kind) => sum + kind.stages, 0);
  const [time, unshared] = [secondsOf(answer.estimate), secondsOf(answer.unsharedEstimate)];
  const saved = time !== null && unshared !== null && unshared > 0 ? 1 - time / unshared : null;
  return h("div", { class: "panel", role: "status" },
    h("h2", {}, "Plan"),
    h("p", {}, `${plural(answer.trials, "trial")} in ${plural(stages, "stage")}`
      + (answer.unsharedStages > stages ? `, instead of ${number(answer.unsharedStages)} without sharing.` : ".")),
    time !== null && h("p", {}, `About ${hours(time)} of one worker`
      + (saved !== null && saved > 0.001 ? `, instead of ${hours(unshared!)}: sharing saves ${percent(saved)}.` : ".")),
    h("table", { class: "list" }, h("caption", { class: "unseen" }, "Stages by kind"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Kind"), h("th", { scope: "col", class: "number" }, "Stages"),
        h("th", { scope: "col", class: "number" }, "Done already"))),
      h("tbody", {}, ...answer.stages.map((kind) => h("tr", {}, h("th", { scope: "row" }, kind.kind),
        h("td", { class: "number" }, number(kind.stages)), h("td", { class: "number" }, number(kind.completed)))))));
}

/** Appends or raises a number, because a name belongs to one spec: study becomes study-2. */
export const renamed = (spec: string) => spec.replace(/^(name:[ \t]*["']?)([a-z0-9][\w.-]*?)(?:-(\d+))?(["']?[ \t]*)$/m,
  (_, before: string, name: string, number: string | undefined, after: string) => `${before}${name}-${Number(number ?? 1) + 1}${after}`);

/** The typed text survives a reload of this tab. */
function stored(): string {
  try {
    return sessionStorage.getItem(draft) ?? "";
  } catch {
    return "";
  }
}

function store(text: string) {
  try {
    sessionStorage.setItem(draft, text);
  } catch {
    // The text is then kept in the text area only.
  }
}
