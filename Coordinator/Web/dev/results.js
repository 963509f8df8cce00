// Answers about the trials of a made-up sweep. Of the `where` language only comparisons joined by "and" are understood.
import { trialState } from "./sweeps.js";

const fields = [
  ["sweep", "text", "the sweep’s name"], ["trial", "whole", "position in the grid’s order"], ["dataset", "text", "data set"],
  ["architecture", "text", "network"], ["mode", "text", "fine-tuned or from-scratch"], ["sparsity", "number", "share of the prunable weights that is zero"],
  ["seed", "whole", "seed"], ["state", "text", "pending, running, completed, failed or cancelled"], ["top1", "number", "percent"], ["top5", "number", "percent"],
  ["loss", "number", "mean cross-entropy"], ["compression", "number", "parameters / parameters left"], ["speedup", "number", "theoretical"],
  ["parameters_nonzero", "whole", "parameters left"], ["epochs", "whole", "of the last stage"], ["seconds", "number", "of the last stage"],
  ["stage_id", "text", "the trial’s last stage"], ["error", "text", "why it failed"],
].map(([name, kind, meaning]) => ({ name, kind, meaning }));

export function rowOf(sweep, trial) {
  const state = trialState(sweep, trial);
  const done = state === "completed";
  const { top1 } = trial.stage;
  return {
    sweep: sweep.name, trial: trial.trial, dataset: trial.dataset, architecture: trial.architecture, mode: trial.mode, sparsity: trial.sparsity,
    seed: trial.seed, state, top1: done ? top1 : null, top5: done ? Math.min(100, top1 + 6) : null, loss: done ? (100 - top1) / 25 : null,
    compression: done ? 1 / (1 - trial.sparsity + 0.01) : null, speedup: done ? 1 / (1 - 0.8 * trial.sparsity) : null,
    parameters_nonzero: done ? Math.round(14_728_266 * (1 - trial.sparsity)) : null, epochs: done ? trial.stage.epochs : null, seconds: done ? 420 : null,
    stage_id: trial.stage.id, error: state === "failed" ? (trial.seed % 3 === 0 ? "CUDA out of memory: 512 MiB are lacking." : "The loss is not a number after step 1,240 (epoch 4).") : null,
  };
}

export function matching(sweep, where) {
  const tests = (where ?? "").trim() === "" ? [] : where.split(/\s+and\s+/).map((term) => {
    const match = /^\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*"?([^"]*?)"?\s*$/.exec(term);
    if (match === null || !fields.some(({ name }) => name === match[1])) {
      throw Object.assign(new Error(`where: “${term}” is no condition; such as: dataset = cifar10 and sparsity >= 0.5`), { status: 400 });
    }
    const [, name, sign, text] = match;
    return (row) => {
      const value = row[name];
      if (sign === "=" || sign === "!=") {
        return (String(value ?? "") === text || (text !== "" && Number(text) === value)) === (sign === "=");
      }
      const [a, b] = [value, Number(text)];
      return a !== null && (sign === "<" ? a < b : sign === "<=" ? a <= b : sign === ">" ? a > b : a >= b);
    };
  });
  return sweep.trials.map((trial) => rowOf(sweep, trial)).filter((row) => tests.every((test) => test(row)));
}

function ordered(rows, orderBy) {
  const [name, direction] = (orderBy ?? "").split(" ");
  if (name === "") {
    return rows;
  }
  const sign = direction === "desc" ? -1 : 1;
  return [...rows].sort((a, b) => (a[name] === null || b[name] === null ? (a[name] === null) - (b[name] === null) : sign * (a[name] < b[name] ? -1 : a[name] > b[name] ? 1 : 0)));
}

function groupsOf(items, keyOf) {
  const groups = {};
  for (const item of items) {
    (groups[keyOf(item)] ??= []).push(item);
  }
  return groups;
}

function aggregate(metric, rows) {
  const values = rows.map((row) => row[metric]).filter((value) => value !== null && value !== undefined);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length === 0 ? { metric, count: 0, mean: null, std: null, min: null, max: null }
    : { metric, count: values.length, mean, std: values.length < 2 ? null : Math.sqrt(square / (values.length - 1)), min: Math.min(...values), max: Math.max(...values) };
}

export function query(sweep, parameters) {
  const rows = matching(sweep, parameters.get("where"));
  const groupBy = parameters.getAll("groupBy");
  const size = Number(parameters.get("pageSize") || 1000);
  const from = Number(parameters.get("pageToken") || 0);
  const nextPageToken = (total) => (from + size < total ? String(from + size) : "");
  if (groupBy.length > 0) {
    const metrics = parameters.getAll("metrics").length > 0 ? parameters.getAll("metrics") : ["top1", "loss", "compression"];
    const groups = Object.values(groupsOf(rows, (row) => JSON.stringify(groupBy.map((name) => row[name]))));
    return {
      fields: groupBy.map((name) => fields.find((field) => field.name === name)), trials: [], total: groups.length, matched: rows.length, nextPageToken: nextPageToken(groups.length),
      groups: groups.slice(from, from + size).map((group) => ({
        key: groupBy.map((name) => group[0][name]), trials: group.length, completed: group.filter((row) => row.state === "completed").length,
        failed: group.filter((row) => row.state === "failed").length, metrics: metrics.map((metric) => aggregate(metric, group)),
      })),
    };
  }
  const wanted = parameters.getAll("fields").length > 0 ? parameters.getAll("fields") : fields.map(({ name }) => name);
  return {
    fields: wanted.map((name) => fields.find((field) => field.name === name)), groups: [], total: rows.length, matched: rows.length, nextPageToken: nextPageToken(rows.length),
    trials: ordered(rows, parameters.get("orderBy")).slice(from, from + size).map((row) => wanted.map((name) => row[name])),
  };
}

const codes = { pending: 0, running: 1, completed: 2, failed: 3, cancelled: 4 };
const worst = [3, 1, 0, 4, 2];

export function grid(sweep, parameters) {
  const metric = parameters.get("metric") || "top1";
  const orderBy = parameters.get("orderBy");
  const rows = ordered(matching(sweep, parameters.get("where")), orderBy);
  const perCell = Math.max(1, Math.ceil(rows.length / Number(parameters.get("cells") || 100_000)));
  const cells = Math.ceil(rows.length / perCell);
  const [states, values, first] = [Buffer.alloc(cells), Buffer.alloc(cells * 4), Buffer.alloc(cells * 4)];
  for (let cell = 0; cell < cells; cell++) {
    const mine = rows.slice(cell * perCell, (cell + 1) * perCell);
    states[cell] = worst.find((code) => mine.some((row) => codes[row.state] === code));
    values.writeFloatLE(aggregate(metric, mine).mean ?? NaN, cell * 4);
    first.writeUInt32LE(mine[0].trial, cell * 4);
  }
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  let [min, max] = [Infinity, -Infinity];
  for (const row of rows) {
    counts[row.state]++;
    if (row[metric] !== null) {
      min = Math.min(min, row[metric]);
      max = Math.max(max, row[metric]);
    }
  }
  return {
    trials: rows.length, perCell, states: states.toString("base64"), values: values.toString("base64"), counts,
    first: orderBy || parameters.get("where") ? first.toString("base64") : "", ...(min <= max ? { min, max } : { min: null, max: null }),
  };
}

export function bestSparsity(sweep, tolerance = 1) {
  const groups = groupsOf(sweep.trials, ({ dataset, architecture }) => `${dataset}|${architecture}`);
  const rows = Object.entries(groups).map(([key, trials]) => {
    const [dataset, architecture] = key.split("|");
    const figure = (mode) => {
      const rows = trials.filter((trial) => trial.mode === mode).map((trial) => rowOf(sweep, trial));
      const levels = [...new Set(rows.map(({ sparsity }) => sparsity))].sort((a, b) => a - b)
        .map((sparsity) => ({ sparsity, ...aggregate("top1", rows.filter((row) => row.sparsity === sparsity)) }));
      const dense = levels[0].mean;
      const end = levels.findIndex(({ mean }) => mean === null || mean < dense - tolerance);
      const best = dense === null ? null : levels[(end < 0 ? levels.length : end) - 1];
      const bound = dense === null ? "not-available" : end < 0 || levels[end].mean === null ? "at-least" : "exact";
      return { sparsity: best?.sparsity ?? null, bound, denseTop1: dense, top1: best?.mean ?? null, compression: best === null ? null : 1 / (1.01 - best.sparsity), seeds: best?.count ?? 0, note: dense === null ? "no dense network is completed" : "" };
    };
    const [fineTuned, fromScratch] = [figure("fine-tuned"), figure("from-scratch")];
    const gain = fineTuned.sparsity === null || fromScratch.sparsity === null || (fineTuned.bound !== "exact" && fromScratch.bound !== "exact") ? null : fineTuned.sparsity - fromScratch.sparsity;
    const verdict = gain === null ? "no-answer" : gain > 0.04 ? "further" : "unresolved";
    const between = gain === null ? null : { low: gain - 0.06, high: gain + 0.05 };
    const points = (share) => `${share > 0 ? "+" : share < 0 ? "−" : ""}${Math.abs(Math.round(share * 1000) / 10)}`;
    const words = { further: "fine-tuned can be pruned further", unresolved: "not resolved with 3 seeds", "no-answer": "no answer: no dense network is completed" }[verdict];
    const answer = `${dataset} ${architecture}: ${words}${gain === null ? "" : `: ${points(gain)} points of sparsity, 95 % interval ${points(between.low)} to ${points(between.high)}`}`;
    const broken = (figure) => ({ ...figure, breakPoint: figure.sparsity === null ? null : { sparsity: figure.sparsity, isBeyond: figure.bound !== "exact", interval: null, seeds: figure.seeds, images: 10_000 } });
    return { dataset, architecture, axes: {}, fineTuned: broken(fineTuned), fromScratch: broken(fromScratch), gain, gainEstimate: gain, gainInterval: between, verdict, answer, differences: [], gainBound: gain === null ? "not-available" : fineTuned.bound !== "exact" ? "at-least" : fromScratch.bound !== "exact" ? "at-most" : "exact" };
  });
  const further = rows.filter(({ verdict }) => verdict === "further").length;
  return { tolerance, rows, answer: rows.length === 1 ? `${rows[0].answer}.` : `Fine-tuned networks can be pruned further in ${further} of ${rows.length} comparisons; not resolved in ${rows.length - further}.` };
}
