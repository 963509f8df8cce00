import { share } from "../../format";
import type { SweepContext } from "../context";
import { bandsOf, firstTrialOf, headsOf, type Band, type Cells, type Head } from "../grid/data";

export interface Bands {
  bands: Band[];
  heads: Head[];
}

/** The fields that form the drawing's rows, if these are contiguous. */
const bandFields = ["dataset", "architecture", "mode"];
const mostBands = 64;

/**
 * Finds the arrangement of trials in the grid. It depends on the filter only, so each query is made once, and again only after a failure.
 */
export class TrialBands {
  private asked = "";
  private found: Promise<Bands> | null = null;

  constructor(private readonly context: SweepContext) {}

  /** Returns one band without a name when the trials are not in grid order or the query failed. */
  find({ where, orderBy }: { where: string; orderBy: string }, at: Cells): Promise<Bands> {
    const question = `${where}|${orderBy}|${at.trials}|${at.perCell}`;
    if (this.found === null || question !== this.asked) {
      this.asked = question;
      const found = this.ask(where, orderBy, at).catch(() => {
        if (this.found === found) {
          this.found = null;
        }
        return { bands: whole(at), heads: [] };
      });
      this.found = found;
    }
    return this.found;
  }

  private async ask(where: string, orderBy: string, at: Cells): Promise<Bands> {
    const { client, name, signal } = this.context;
    if (orderBy !== "" || at.trials < 2) {
      return { bands: whole(at), heads: [] };
    }
    const { groups, total } = await client.results(name, { where, groupBy: bandFields, metrics: ["trial"], pageSize: mostBands }, signal);
    const bands = total <= mostBands ? bandsOf(groups, at) : whole(at);
    // If the heads cannot be read, the bands are still shown.
    return { bands, heads: await this.findHeads(where, at, bands).catch(() => []) };
  }

  /** Sparsity values as column heads, when all bands have the same columns as the first. */
  private async findHeads(where: string, at: Cells, [first, ...others]: Band[]): Promise<Head[]> {
    const { client, name, signal } = this.context;
    if (first === undefined || others.length === 0 || at.perCell > 1 || first.count > 200 || others.some(({ count }) => count !== first.count)) {
      return [];
    }
    const within = `${where === "" ? "" : `(${where}) and `}trial <= ${firstTrialOf(at, first.count - 1)}`;
    const answer = await client.results(name, { where: within, fields: ["sparsity"], pageSize: first.count }, signal);
    const found = headsOf(answer.trials.map(([sparsity]) => (typeof sparsity === "number" ? share(sparsity) : "")));
    return found.length > 1 ? found : [];
  }
}

const whole = (at: Cells): Band[] => [{ label: "", start: 0, count: at.count }];
