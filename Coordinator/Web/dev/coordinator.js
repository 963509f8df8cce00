// A made-up coordinator, over HTTP and JSON as the real one, with sweeps that go on by themselves. For looking at the page.
// Environment: FIXTURE_LOGIN=1 asks for a token ("viewer" or "operator"); FIXTURE_EMPTY=1 has no sweep; FIXTURE_SPEED stages a second.
import { bestSparsity, grid, query, rowOf } from "./results.js";
import { infoOf, nodeOf, refOf, runningOf, stageOf, workers } from "./messages.js";
import { advance, makeSweep, stateOf } from "./sweeps.js";

const study = { datasets: ["cifar10", "cifar100", "svhn", "caltech101"], architectures: ["vgg16", "mobilenet"], sparsities: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95], seeds: [1, 2, 3] };
const many = (count) => Array.from({ length: count }, (_, index) => index + 1);
const sweeps = new Map((process.env.FIXTURE_EMPTY ? [] : [
  makeSweep("pretraining-vs-pruning", { ...study, done: 0.55, created: 5400 }),
  makeSweep("hundred-thousand", { ...study, seeds: many(782), done: 0.7, created: 86_400, priority: 2, failing: 0.003 }),
  makeSweep("quickstart", { ...study, datasets: ["mnist"], sparsities: [0, 0.5, 0.8, 0.9, 0.95], seeds: [1, 2], state: "COMPLETED", done: 1, created: 200_000, failing: 0 }),
  makeSweep("caltech-at-224", { ...study, datasets: ["caltech101"], state: "PAUSED", done: 0.3, created: 260_000 }),
  makeSweep("bf16-diverges", { ...study, datasets: ["svhn"], state: "FAILED", done: 1, created: 300_000, failing: 0.12 }),
  makeSweep("half-failed", { ...study, datasets: ["svhn", "cifar10"], state: "FAILED", done: 1, created: 310_000, failing: 0.1, description: "SVHN at a learning rate that is too high", tags: ["svhn", "lr"] }),
  makeSweep("stalled", { ...study, datasets: ["caltech101"], done: 0.35, created: 3_000, stalled: "None of the 3 workers has the data. data set caltech101 was not found; run 'sweep data pull caltech101' where the workers run." }),
  makeSweep("fresh", { ...study, datasets: ["cifar10"], done: 0, created: 30 }),
  makeSweep("first-try", { ...study, datasets: ["cifar10"], state: "CANCELLED", done: 0.2, created: 500_000 }),
]).map((sweep) => [sweep.name, sweep]));
let sequence = 1000;
let role = process.env.FIXTURE_LOGIN ? null : "operator";

setInterval(() => {
  for (const sweep of sweeps.values()) {
    const before = sweep.position;
    advance(sweep, Number(process.env.FIXTURE_SPEED ?? 0.15) * (sweep.order.length > 10_000 ? 20 : 1));
    sequence += Math.floor(sweep.position) - Math.floor(before);
  }
}, 1000).unref();

const fail = (status, message, reason = "INVALID_REQUEST", more = []) => Object.assign(new Error(message), { status, reason, more });
const find = (name) => sweeps.get(name) ?? (() => { throw fail(404, `There is no sweep ${name}.`, "NOT_FOUND"); })();
const findStage = (id) => {
  for (const sweep of sweeps.values()) {
    const stage = sweep.stages.get(id) ?? (sweep.order.length < 5000 ? sweep.order.find((candidate) => candidate.id.startsWith(id)) : undefined);
    if (stage !== undefined) {
      return stageOf(sweep, stage);
    }
  }
  throw fail(404, `There is no stage ${id}.`, "NOT_FOUND");
};

const act = (name, verb, body) => {
  const sweep = find(name);
  const states = { pause: "PAUSED", resume: "RUNNING", cancel: "CANCELLED", retry: "RUNNING" };
  if (verb === "setPriority") {
    sweep.priority = body.priority;
  } else {
    sweep.state = states[verb];
  }
  if (verb === "retry") {
    sweep.order.forEach((stage) => { stage.poisoned = false; });
    sweep.position = Math.min(sweep.position, sweep.order.length * 0.9);
  }
  return { sweep: infoOf(sweep), message: `${name}: ${verb} is done.` };
};

function check(spec) {
  const lines = spec.split("\n");
  const problems = lines.flatMap((line, index) => (/^\s*(datset|sparcity|epocs)\b/.test(line)
    ? [{ line: index + 1, path: line.trim().split(":")[0], message: "is no setting; did you mean dataset, sparsity or epochs?" }] : []));
  const name = /^name:\s*(\S+)/m.exec(spec)?.[1] ?? "";
  return { problems: name === "" ? [{ line: 1, path: "name", message: "is missing: 1 to 63 lower-case letters, digits, - and _" }, ...problems] : problems, omitted: 0, name, trials: 192, specHash: "0".repeat(64) };
}

function answer(method, path, parameters, body) {
  const [, kind, name, verb] = /^\/v1\/([\w]+)(?:\/([^/:]+))?(?:[:/]([\w-]+))?$/.exec(path) ?? [];
  if (kind === "session") {
    role = !process.env.FIXTURE_LOGIN ? "operator" : method === "DELETE" ? null : method === "POST" ? (["viewer", "operator"].includes(body.token) ? body.token : null) : role;
    if (method === "POST" && role === null) {
      throw fail(401, "The coordinator does not know this token.", "UNAUTHENTICATED");
    }
    return { authentication: Boolean(process.env.FIXTURE_LOGIN), role, csrf: "c5rf", version: "0.1.0" };
  }
  if (role === null) {
    throw fail(401, "The coordinator asks for a token.", "UNAUTHENTICATED");
  }
  if (kind === "specs") {
    const found = check(body.spec);
    if (verb === "plan" && found.problems.length > 0) {
      throw fail(400, "The spec has problems.", "INVALID_SPEC", [{ "@type": "type.googleapis.com/sweep.v1.SpecProblems", problems: found.problems, omitted: 0 }]);
    }
    return verb === "validate" ? found : {
      name: found.name, trials: 192, unsharedStages: 1104, estimate: "40320s", unsharedEstimate: "181440s",
      stages: [{ kind: "pretrain", stages: 2, completed: 2 }, { kind: "train", stages: 48, completed: 12 }, { kind: "prune", stages: 336, completed: 0 }],
    };
  }
  if (kind === "workers") {
    if (verb === "drain") {
      const told = workers.filter((worker) => body.all || worker.id === body.workerId);
      told.forEach((worker) => Object.assign(worker, { draining: true, accepting: false, reason: "asked to drain" }));
      return { workerIds: told.map(({ id }) => id), message: `${told.length} workers were told.` };
    }
    return { workers };
  }
  if (kind === "stages") {
    return findStage(name);
  }
  if (kind !== "sweeps") {
    throw fail(404, "Nothing is here.", "NOT_FOUND");
  }
  if (name === undefined) {
    if (method === "POST") {
      const found = check(body.spec);
      if (found.problems.length > 0) {
        throw fail(400, "The spec has problems.", "INVALID_SPEC", [{ "@type": "type.googleapis.com/sweep.v1.SpecProblems", problems: found.problems, omitted: 0 }]);
      }
      const sweep = makeSweep(body.name || found.name, { ...study, done: 0, created: 0 });
      sweeps.set(sweep.name, sweep);
      return { sweep: infoOf(sweep), created: true, message: `${sweep.name} is stored and runs.` };
    }
    return { sweeps: [...sweeps.values()].map(infoOf).sort((a, b) => (a.created < b.created ? 1 : -1)), nextPageToken: "" };
  }
  if (method === "POST") {
    return act(name, verb, body);
  }
  if (method === "DELETE") {
    sweeps.delete(find(name).name);
    return { message: `${name} is deleted.` };
  }
  const sweep = find(name);
  switch (verb) {
    case undefined: return { sweep: infoOf(sweep), spec: parameters.get("withSpec") ? `name: ${name}\ngrid:\n  dataset: [cifar10, cifar100]\n  architecture: [vgg16, mobilenet]\n  mode: [fine-tuned, from-scratch]\n  sparsity: [0, 0.5, 0.9]\n  seed: [1, 2, 3]\n` : "" };
    case "results": return query(sweep, parameters);
    case "grid": return grid(sweep, parameters);
    case "best-sparsity": return bestSparsity(sweep, Number(parameters.get("tolerance") || 1));
    case "stages": {
      const states = parameters.getAll("states").map((state) => state.replace("STAGE_STATE_", ""));
      const parent = parameters.get("parentId");
      const found = states.length > 0 ? sweep.order.filter((stage) => states.includes(stateOf(sweep, stage)))
        : parent ? sweep.stages.get(parent)?.children ?? [] : sweep.order.filter((stage) => stage.parent === null);
      const [from, size] = [Number(parameters.get("pageToken") || 0), Number(parameters.get("pageSize") || 100)];
      return { stages: found.slice(from, from + size).map((stage) => nodeOf(sweep, stage)), nextPageToken: from + size < found.length ? String(from + size) : "" };
    }
    default: throw fail(404, "Nothing is here.", "NOT_FOUND");
  }
}

function events(request, response, parameters) {
  const name = parameters.get("name") ?? "";
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const told = new Map();
  let isFirst = true;
  const tell = () => {
    const watched = [...sweeps.values()].filter((sweep) => name === "" || sweep.name === name);
    const changed = watched.map((sweep) => [sweep, infoOf(sweep)]).filter(([sweep, info]) => told.get(sweep.name) !== JSON.stringify(info));
    const deleted = [...told.keys()].filter((key) => !sweeps.has(key));
    deleted.forEach((key) => told.delete(key));
    const settled = changed.flatMap(([sweep]) => {
      const from = Math.floor(sweep.seen ?? sweep.position);
      return sweep.order.slice(from, Math.floor(sweep.position)).slice(0, 1000)
        .map((stage) => ({ sequence, stage: refOf(stage), state: `STAGE_STATE_${stateOf(sweep, stage)}`, top1: stage.top1, error: "" }));
    });
    watched.forEach((sweep) => { sweep.seen = sweep.position; });
    changed.forEach(([sweep, info]) => told.set(sweep.name, JSON.stringify(info)));
    const running = watched.filter((sweep) => sweep.state === "RUNNING").flatMap(runningOf).slice(0, 1000);
    workers.forEach((worker) => { worker.held = running.filter(({ workerId }) => workerId === worker.id).map(({ stage }) => ({ stageId: stage.stageId, attempt: 1 })); });
    const news = { sequence, sweeps: changed.map(([, info]) => info), deleted, running, runningOmitted: 0, settled, isCurrent: true, workers, hasWorkers: true, storeFault: "" };
    response.write(`id: ${sequence}\nevent: watch\ndata: ${write(news)}\n\n`);
    isFirst = false;
  };
  tell();
  const timer = setInterval(tell, 1000);
  request.on("close", () => clearInterval(timer));
}

/** As Protocol Buffers write JSON: what is unset is not there. */
function write(message) {
  return JSON.stringify(message, function (_, value) {
    return value === null && !Array.isArray(this) ? undefined : value;
  });
}

/** Answers what is the coordinator's, and passes on the rest. */
export async function handle(request, response, next) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (!pathname.startsWith("/v1/")) {
    next();
    return;
  }
  if (pathname === "/v1/events" && role !== null) {
    events(request, response, searchParams);
    return;
  }
  const exported = /^\/v1\/sweeps\/([^/]+)\/export$/.exec(pathname);
  if (exported !== null && sweeps.has(exported[1])) {
    const sweep = find(exported[1]);
    response.end(sweep.trials.map((trial) => JSON.stringify(rowOf(sweep, trial))).join("\n"));
    return;
  }
  let text = "";
  for await (const chunk of request) {
    text += chunk;
  }
  response.setHeader("Content-Type", "application/json");
  try {
    const found = answer(request.method, decodeURIComponent(pathname), searchParams, text === "" ? {} : JSON.parse(text));
    response.end(pathname === "/v1/session" ? JSON.stringify(found) : write(found));
  } catch (error) {
    response.statusCode = error.status ?? 500;
    response.end(JSON.stringify({ code: 3, message: error.message, details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: error.reason ?? "INVALID_REQUEST", domain: "sweep" }, ...(error.more ?? [])] }));
  }
}
