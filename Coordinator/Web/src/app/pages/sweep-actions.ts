import type { ActionResponse, SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import type { SweepContext } from "../context";
import { toSweeps } from "../route";
import { ask } from "../widgets/dialog";
import type { Notice } from "../widgets/notice";

/** The actions available for a sweep in its state. Only operators see them. */
export class SweepActions {
  readonly element = h("div", { class: "actions", role: "group", "aria-label": "Actions" });
  private readonly buttons: Record<"pause" | "resume" | "retry" | "priority" | "cancel" | "delete", HTMLButtonElement>;
  private priority = 0;

  constructor(
    private readonly context: SweepContext, private readonly notice: Notice, private readonly changed: (sweep: SweepInfo) => void) {
    const { client, name } = context;
    const button = (text: string, act: () => void, look = "") => {
      const element = h("button", { type: "button", class: look === "" ? null : look }, text);
      element.addEventListener("click", act);
      return element;
    };
    this.buttons = {
      pause: button("Pause", () => void this.do(client.pause)),
      resume: button("Resume", () => void this.do(client.resume), "primary"),
      retry: button("Retry", () => void this.do(client.retry)),
      priority: button("Priority", () => this.askPriority()),
      cancel: button("Cancel", () => ask({
        title: `Cancel ${name}?`, verb: "Cancel the sweep", danger: true,
        text: "Workers save what they are at and give it back; nothing more of it is handed out. What is completed stays, and Retry takes the rest up again.",
        act: async () => this.took(await client.cancel(name)),
      }), "danger"),
      delete: button("Delete", () => ask({
        title: `Delete ${name}?`, verb: "Delete the sweep", danger: true,
        text: "The coordinator forgets this sweep and its list of trials. Its finished stages stay for other sweeps.",
        act: async () => {
          context.announce((await client.delete(name)).message);
          location.hash = toSweeps;
        },
      }), "danger"),
    };
    if (context.isOperator) {
      this.element.append(...Object.values(this.buttons));
    }
    this.update(context.sweep());
  }

  update(sweep: SweepInfo) {
    const isRunning = sweep.state === "SWEEP_STATE_RUNNING";
    const isPaused = sweep.state === "SWEEP_STATE_PAUSED";
    const { pause, resume, retry, priority, cancel, delete: forget } = this.buttons;
    pause.hidden = !isRunning;
    resume.hidden = !isPaused;
    retry.hidden = !(sweep.state === "SWEEP_STATE_FAILED" || sweep.state === "SWEEP_STATE_CANCELLED" || (isRunning && sweep.stages.failed > 0));
    cancel.hidden = !isRunning && !isPaused;
    forget.hidden = isRunning || isPaused;
    priority.hidden = !isRunning && !isPaused;
    this.priority = sweep.priority;
    priority.textContent = `Priority ${sweep.priority}`;
    retry.textContent = sweep.stages.failed > 0 ? `Retry ${number(sweep.stages.failed)} failed` : "Retry";
    retry.title = sweep.stages.failed > 0 ? `Takes up ${plural(sweep.stages.failed, "parked stage")} again` : "Takes it up again";
  }

  dispose() {
    document.querySelector("dialog")?.remove();
  }

  private async do(act: (name: string) => Promise<ActionResponse>) {
    this.element.setAttribute("aria-busy", "true");
    try {
      this.took(await act(this.context.name));
    } catch (error) {
      this.notice.bad(error);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }

  private took(answer: ActionResponse) {
    // The pressed button may disappear with the old state; the focus then stays among the actions.
    const hadFocus = this.element.contains(document.activeElement);
    this.changed(answer.sweep);
    this.notice.good(answer.message);
    if (hadFocus && !(document.activeElement as HTMLElement | null)?.checkVisibility()) {
      this.element.querySelector<HTMLElement>("button:not([hidden])")?.focus();
    }
  }

  private askPriority() {
    const input = h("input", { id: "priority", type: "number", min: "0", max: "9", step: "1", required: true, value: String(this.priority) });
    ask({
      title: `Priority of ${this.context.name}`, verb: "Set priority",
      text: "0 to 9: sweeps of a higher priority are handed out first.",
      field: h("p", {}, h("label", { for: "priority" }, "Priority "), input),
      act: async () => this.took(await this.context.client.setPriority(this.context.name, input.valueAsNumber)),
    });
  }
}
