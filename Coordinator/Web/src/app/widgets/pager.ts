import { h } from "../../dom";
import { Notice } from "./notice";

/**
 * A list that grows page by page, with a button for the next page. `restart` loads the first page again, and keeps the old content until
 * it arrives; it returns false when that failed.
 */
export class Pager<P extends { nextPageToken: string }> {
  readonly element = h("div", { class: "pager" });
  private readonly more = h("button", { type: "button", hidden: true }, "Show more");
  private readonly notice = new Notice();
  private next = "";
  private run = 0;

  constructor(private readonly fetch: (pageToken: string) => Promise<P>, private readonly draw: (page: P, isFirst: boolean) => void) {
    this.element.append(this.notice.element, this.more);
    this.more.addEventListener("click", () => void this.load(this.next));
  }

  restart = () => this.load("");

  private async load(token: string): Promise<boolean> {
    const mine = ++this.run;
    this.more.disabled = true;
    try {
      const page = await this.fetch(token);
      if (mine === this.run) {
        this.notice.clear();
        this.next = page.nextPageToken;
        this.draw(page, token === "");
      }
      return true;
    } catch (error) {
      if (mine === this.run) {
        this.notice.bad(error);
      }
      return false;
    } finally {
      this.more.disabled = false;
      this.more.hidden = this.next === "";
    }
  }
}
