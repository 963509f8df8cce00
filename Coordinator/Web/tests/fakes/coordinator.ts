import { Client } from "../../src/api/client";

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  // The body of the request, if any.
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

/** A failed answer: its status and text. */
export class Refusal {
  constructor(readonly status: number, readonly body: unknown) {}

  static of(status: number, message: string, reason = "") {
    return new Refusal(status, { code: 3, message, details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "sweep" }] });
  }
}

type Answer = (call: Call) => unknown;

/** Gives the prepared answers and records the calls. Calls without a prepared answer fail as if nobody answered. */
export class FakeCoordinator {
  readonly calls: Call[] = [];
  readonly client: Client;
  private readonly answers: { method: string; path: string; answer: Answer }[] = [];

  constructor() {
    this.client = new Client((path, init) => this.send(path, init));
  }

  /** Replaces the answer to a path; the latest one counts. */
  on(method: string, path: string, answer: Answer | object): this {
    this.answers.unshift({ method, path, answer: typeof answer === "function" ? (answer as Answer) : () => answer });
    return this;
  }

  /** The calls that start with a text, such as "GET /v1/sweeps?pageSize=200", oldest first. */
  asked(start = ""): string[] {
    return this.calls.map(({ method, path, query }) => `${method} ${path}${query.size > 0 ? `?${decodeURIComponent(query.toString()).replaceAll("+", " ")}` : ""}`)
      .filter((text) => text.startsWith(start));
  }

  async send(target: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(target, "http://coordinator.test");
    const method = init.method ?? "GET";
    const call: Call = {
      method, path: decodeURIComponent(pathname), query: searchParams, headers: init.headers as Record<string, string>,
      body: typeof init.body === "string" ? JSON.parse(init.body) as Record<string, unknown> : {},
    };
    this.calls.push(call);
    const found = this.answers.find((candidate) => candidate.method === method && candidate.path === call.path);
    if (found === undefined) {
      throw new TypeError("Failed to fetch");
    }
    const answer = await untilAborted(Promise.resolve(found.answer(call)), init.signal ?? null);
    const [status, body] = answer instanceof Refusal ? [answer.status, answer.body] : [200, answer];
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { ok: status < 400, status, text: () => Promise.resolve(text) } as Response;
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | null): Promise<T> {
  return signal === null ? answer : Promise.race([answer, new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.aborted ? stop() : signal.addEventListener("abort", stop, { once: true });
  })]);
}

/** An answer that is sent when the test decides. */
export function later<T = unknown>() {
  let give!: (value: T) => void;
  let fail!: (error: unknown) => void;
  const answer = new Promise<T>((resolve, reject) => { [give, fail] = [resolve, reject]; });
  return { answer, give, fail };
}
