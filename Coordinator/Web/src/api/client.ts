import { ApiError, errorOf, unreachable, unreadable } from "./errors";
import type * as T from "./types";

type Query = Record<string, string | number | boolean | string[] | undefined>;

/** Calls the coordinator's methods as JSON over HTTP. Every call throws ApiError, or AbortError when its signal fires. */
export class Client {
  private csrf: string | null = null;

  /** Called whenever a call is refused because there is no valid token. */
  onSignedOut: () => void = () => undefined;

  constructor(private readonly send: (path: string, init: RequestInit) => Promise<Response> = (path, init) => fetch(path, init)) {}

  list = (pageToken = "", signal?: AbortSignal) =>
    this.get<T.ListResponse>("/v1/sweeps", { pageSize: 200, pageToken }, signal);

  sweep = (name: string, withSpec = false, signal?: AbortSignal) =>
    this.get<T.GetResponse>(`/v1/sweeps/${part(name)}`, { withSpec }, signal);

  pause = (name: string) => this.act(name, "pause");
  resume = (name: string) => this.act(name, "resume");
  cancel = (name: string) => this.act(name, "cancel");
  retry = (name: string) => this.act(name, "retry");
  setPriority = (name: string, priority: number) => this.act(name, "setPriority", { priority });
  delete = (name: string) => this.call<{ message: string }>("DELETE", `/v1/sweeps/${part(name)}`);

  validate = (spec: string, signal?: AbortSignal) => this.post<T.ValidateResponse>("/v1/specs:validate", { spec }, signal);
  plan = (spec: string, signal?: AbortSignal) => this.post<T.PlanResponse>("/v1/specs:plan", { spec }, signal);
  submit = (spec: string, name: string) => this.post<T.SubmitResponse>("/v1/sweeps", { spec, name });

  results = (name: string, query: T.QueryResultsRequest, signal?: AbortSignal) =>
    this.get<T.QueryResultsResponse>(`/v1/sweeps/${part(name)}/results`, { ...query }, signal);

  bestSparsity = (name: string, query: { tolerance?: number; where?: string } = {}, signal?: AbortSignal) =>
    this.get<T.BestSparsityResponse>(`/v1/sweeps/${part(name)}/best-sparsity`, query, signal);

  grid = (name: string, query: { metric?: string; where?: string; orderBy?: string; cells?: number }, signal?: AbortSignal) =>
    this.get<T.GetGridResponse>(`/v1/sweeps/${part(name)}/grid`, query, signal);

  stages = (
    name: string, query: { parentId?: string; states?: T.StageState[]; pageSize?: number; pageToken?: string; withHistory?: boolean }, signal?: AbortSignal) =>
    this.get<T.ListStagesResponse>(`/v1/sweeps/${part(name)}/stages`, query, signal);

  stage = (id: string, signal?: AbortSignal) => this.get<T.GetStageResponse>(`/v1/stages/${part(id)}`, {}, signal);

  workers = (signal?: AbortSignal) => this.get<{ workers: T.WorkerInfo[] }>("/v1/workers", {}, signal);
  drain = (target: { workerId: string } | { host: string } | { all: true }) =>
    this.post<{ workerIds: string[]; message: string }>("/v1/workers:drain", target);

  session = () => this.remember(this.get<T.SessionInfo>("/v1/session", {}));
  signIn = (token: string) => this.remember(this.post<T.SessionInfo>("/v1/session", { token }));

  async signOut() {
    await this.call("DELETE", "/v1/session");
    this.csrf = null;
  }

  private async remember(answer: Promise<T.SessionInfo>): Promise<T.SessionInfo> {
    const session = await answer;
    this.csrf = session.csrf ?? null;
    return session;
  }

  private act = (name: string, verb: string, body: object = {}) =>
    this.post<T.ActionResponse>(`/v1/sweeps/${part(name)}:${verb}`, body);

  /** Retries when an answer is still being prepared, such as the columns of a million trials, or when there were too many calls. */
  private async get<R>(path: string, query: Query, signal?: AbortSignal): Promise<R> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.call<R>("GET", path + queryOf(query), undefined, signal);
      } catch (error) {
        if (!(error instanceof ApiError) || error.retryIn === null || tries === mostTries) {
          throw error;
        }
        await pause(Math.min(Math.max(error.retryIn, 200), 5000), signal);
      }
    }
  }

  private post = <R>(path: string, body: object, signal?: AbortSignal) => this.call<R>("POST", path, body, signal);

  private async call<R>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<R> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    if (method !== "GET" && this.csrf !== null) {
      headers["X-Sweep-CSRF"] = this.csrf;
    }

    let response: Response;
    let text: string;
    try {
      response = await this.send(path, {
        method, headers, credentials: "same-origin", cache: "no-store",
        body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null,
      });
      text = await response.text();
    } catch (error) {
      throw signal?.aborted === true ? error : unreachable();
    }

    if (!response.ok) {
      if (response.status === 401 && path !== "/v1/session") {
        this.onSignedOut();
      }
      throw errorOf(response.status, text);
    }
    try {
      return (text === "" ? {} : JSON.parse(text)) as R;
    } catch {
      throw unreadable(response.status);
    }
  }
}

const part = encodeURIComponent;
const mostTries = 60;

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** "?a=1&b=2" without unset parameters; a list repeats its name. */
export function queryOf(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" || value === false ? []
      : (Array.isArray(value) ? value : [value]).map((one) => `${part(name)}=${part(String(one))}`));
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** The address from which a browser downloads an export. */
export const exportPath = (name: string, format: "csv" | "jsonl" | "parquet", where = "") =>
  `/v1/sweeps/${part(name)}/export${queryOf({ format, where })}`;
export const reportPath = (name: string) => `/v1/sweeps/${part(name)}/report`;
