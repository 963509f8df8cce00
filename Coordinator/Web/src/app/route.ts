/** The views of one sweep, in the order of their tabs. */
export const tabs = ["overview", "trials", "results", "curves", "stages", "failures", "spec"] as const;
export type TabName = (typeof tabs)[number];

export type Route =
  | { page: "sweeps" }
  | { page: "sweep"; name: string; tab: TabName; query: Record<string, string> }
  | { page: "stage"; id: string }
  | { page: "workers" }
  | { page: "submit"; from: string }
  | { page: "compare"; sweeps: string[]; trials: string[] }
  | { page: "unknown"; hash: string };

/** Parses location.hash, such as #/sweeps/NAME/trials?where=… */
export function parse(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const parts = path.split("/").filter((part) => part !== "").map(decode);
  const [first, second, third, ...rest] = parts;
  if (first === undefined || (first === "sweeps" && second === undefined)) {
    return { page: "sweeps" };
  }
  if (first === "sweeps" && second !== undefined && rest.length === 0) {
    const tab = third === undefined ? tabs[0] : tabs.find((candidate) => candidate === third);
    if (tab !== undefined) {
      return { page: "sweep", name: second, tab, query: Object.fromEntries(new URLSearchParams(search)) };
    }
  }
  if (first === "stages" && second !== undefined && third === undefined) {
    return { page: "stage", id: second };
  }
  const query = new URLSearchParams(search);
  const list = (name: string) => (query.get(name) ?? "").split(",").filter((part) => part !== "");
  if (second === undefined) {
    switch (first) {
      case "workers": return { page: first };
      case "submit": return { page: first, from: query.get("from") ?? "" };
      case "compare": return { page: first, sweeps: list("sweeps"), trials: list("trials") };
    }
  }
  return { page: "unknown", hash };
}

export const toSweeps = "#/";
export const toWorkers = "#/workers";
export const toSubmit = "#/submit";
/** The address of a new sweep that starts from another sweep's spec. */
export const toSubmitFrom = (name: string) => `#/submit?from=${encodeURIComponent(name)}`;
/** @param trials Each a sweep's name, a colon and the trial's number. */
export const toCompare = (sweeps: string[], trials: string[] = []) => {
  const search = new URLSearchParams(Object.entries({ sweeps: sweeps.join(","), trials: trials.join(",") }).filter(([, value]) => value !== "")).toString();
  return `#/compare${search === "" ? "" : `?${search}`}`;
};
export const toStage = (id: string) => `#/stages/${encodeURIComponent(id)}`;

export function toSweep(name: string, tab: TabName = tabs[0], query: Record<string, string> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  return `#/sweeps/${encodeURIComponent(name)}${tab === tabs[0] && search === "" ? "" : `/${tab}`}${search === "" ? "" : `?${search}`}`;
}

/** Decodes any text that a user may have typed into the address bar, without throwing. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
