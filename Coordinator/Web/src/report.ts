import type { Report } from "./model";
import { aboutSection } from "./sections/about";
import { accuracySection } from "./sections/accuracy";
import { costSection } from "./sections/cost";
import { figureSection } from "./sections/figure";
import { header } from "./sections/header";
import { heatMap } from "./sections/heat-map";
import { learningSection } from "./sections/learning";
import { trialsSection } from "./sections/trials";

const report = JSON.parse(document.getElementById("report-data")!.textContent!) as Report;
const page = document.getElementById("page")!;

document.title = `${report.sweep} · sweep report`;
page.append(header(report), ...[
  accuracySection(report).element,
  heatMap(report).element,
  figureSection(report, false).element,
  learningSection(report),
  costSection(report),
  trialsSection(report),
  aboutSection(report),
].filter((section) => section !== null));
