import type { Section } from "../context";
import type { TabName } from "../route";
import { curves } from "./curves";
import { failures } from "./failures";
import { overview } from "./overview";
import { results } from "./results";
import { spec } from "./spec";
import { stages } from "./stages";
import { trials } from "./trials";

/** The tabs of a sweep's page. */
export const sections: Record<TabName, { label: string; section: Section }> = {
  overview: { label: "Overview", section: overview },
  trials: { label: "Trials", section: trials },
  results: { label: "Results", section: results },
  curves: { label: "Curves", section: curves },
  stages: { label: "Stages", section: stages },
  failures: { label: "Failures", section: failures },
  spec: { label: "Spec", section: spec },
};
