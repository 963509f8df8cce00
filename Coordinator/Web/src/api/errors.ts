import type { SpecProblem } from "./types";

/** A failed call. `message` is one line for people, from the coordinator if it sent one. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    message: string,
    /** The answer's HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** One of the reasons in sweep.proto, such as NOT_FOUND; empty when the answer names none. */
    readonly reason: string,
    /** The problems of a spec, for the reason INVALID_SPEC. */
    readonly problems: SpecProblem[] = [],
    /** After how many milliseconds the same call may succeed; null when that is unknown. */
    readonly retryIn: number | null = null,
  ) {
    super(message);
  }
}

interface Status {
  message?: unknown;
  details?: unknown;
}

interface Detail {
  "@type": string;
  reason?: string;
  retryDelay?: string;
  problems?: Partial<SpecProblem>[];
}

const isDetail = (detail: unknown): detail is Detail =>
  typeof detail === "object" && detail !== null && typeof (detail as Partial<Detail>)["@type"] === "string";

/** Reads a google.rpc.Status in JSON. For any other answer, the message says what to do. */
export function errorOf(status: number, body: string): ApiError {
  let parsed: Status | null = null;
  try {
    parsed = JSON.parse(body) as Status | null;
  } catch {
    // The answer is not JSON: it comes from a proxy or from another server.
  }

  const details = Array.isArray(parsed?.details) ? parsed.details.filter(isDetail) : [];
  const detail = (type: string) => details.find((candidate) => candidate["@type"].endsWith(`/${type}`));
  const found = detail("sweep.v1.SpecProblems")?.problems;
  const problems = (Array.isArray(found) ? found : [])
    .map(({ line = 0, path = "", message = "" }) => ({ line, path, message }));
  const message = typeof parsed?.message === "string" && parsed.message !== "" ? parsed.message : usual(status);
  const delay = Number.parseFloat(detail("google.rpc.RetryInfo")?.retryDelay ?? "");
  return new ApiError(message, status, detail("google.rpc.ErrorInfo")?.reason ?? "", problems, Number.isNaN(delay) ? null : delay * 1000);
}

function usual(status: number): string {
  switch (status) {
    case 401: return "The coordinator asks for a token. Sign in.";
    case 403: return "Your role does not allow this.";
    case 404: return "The coordinator does not know this.";
    case 413: return "The request is too large.";
    case 429: return "Too many requests. Wait a moment and try again.";
    default: return `The coordinator answered with HTTP ${status}. Its log says more.`;
  }
}

export const unreachable = () =>
  new ApiError("The coordinator cannot be reached. Is it running, and this machine online?", 0, "");

/** An error for a successful answer that cannot be read, as a proxy in between may send. */
export const unreadable = (status: number) =>
  new ApiError("The answer did not come from a coordinator: something in between, such as a proxy, sent a page of its own.", status, "");

/** A one-line message for anything that was thrown. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Whether a call was aborted because the page no longer needs its answer. */
export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
