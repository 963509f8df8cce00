// The few shapes of panel that the dashboards are made of.
import { VizLegendOptionsBuilder, VizTooltipOptionsBuilder, LegendDisplayMode, LegendPlacement, TooltipDisplayMode, ReduceDataOptionsBuilder, StackingConfigBuilder, StackingMode, SortOrder } from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** A query, and what its series are called: text with {{label}} in it. */
export type Query = [expr: string, legend: string];

/** A value from which on a panel has another colour. */
export type Limit = [from: number, color: 'green' | 'yellow' | 'red' | 'blue'];

export const source = { type: 'prometheus', uid: '${datasource}' };

interface Panel {
  title: string;
  /** What it shows, and what to do about it when that is bad. */
  description: string;
  unit: string;
  limits?: Limit[];
  min?: number;
  max?: number;
  /** Of 24 columns. */
  width?: number;
}

const letters = 'ABCDEFGHIJ';

function targets(queries: Query[], instant: boolean) {
  return queries.map(([expr, legend], at) => {
    const query = new DataqueryBuilder().refId(letters[at]).datasource(source).expr(expr).legendFormat(legend);
    return instant ? query.instant() : query.range();
  });
}

function thresholds(limits: Limit[] = []) {
  const steps = [{ value: null as unknown as number, color: limits.some(([, color]) => color === 'green') ? 'red' : 'green' }, ...limits.map(([value, color]) => ({ value, color }))];
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps);
}

/** Values over time. */
export function lines(panel: Panel & { stacked?: boolean; exemplars?: boolean }, ...queries: Query[]) {
  const built = new timeseries.PanelBuilder()
    .title(panel.title).description(panel.description).unit(panel.unit).datasource(source)
    .span(panel.width ?? 12).height(8).min(panel.min ?? 0)
    .thresholds(thresholds(panel.limits))
    .lineWidth(1).fillOpacity(panel.stacked ? 40 : 8)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .targets(targets(queries, false).map(query => (panel.exemplars ? query.exemplar(true) : query)));
  if (panel.max !== undefined)
    built.max(panel.max);
  if (panel.stacked)
    built.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  return built;
}

/** The newest value, large. */
export function number(panel: Panel, ...queries: Query[]) {
  return new stat.PanelBuilder()
    .title(panel.title).description(panel.description).unit(panel.unit).datasource(source)
    .span(panel.width ?? 4).height(4)
    .thresholds(thresholds(panel.limits))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .noValue('none')
    .targets(targets(queries, true));
}

/** A row for each combination of labels, a column for each query, which is called as its legend says. */
export function rows(panel: Omit<Panel, 'unit'> & { by: string[]; units?: Record<string, string> }, ...queries: Query[]) {
  const hidden = Object.fromEntries(['Time', ...queries.map((_, at) => `Time ${at + 1}`)].map(name => [name, true]));
  const built = new table.PanelBuilder()
    .title(panel.title).description(panel.description).datasource(source)
    .span(panel.width ?? 24).height(8)
    .targets(targets(queries, true).map(query => query.format(PromQueryFormat.Table)))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: hidden,
        indexByName: Object.fromEntries(panel.by.map((label, at) => [label, at])),
        renameByName: Object.fromEntries(queries.map(([, name], at) => [queries.length === 1 ? 'Value' : `Value #${letters[at]}`, name])),
      },
    });
  for (const [name, unit] of Object.entries(panel.units ?? {}))
    built.overrideByName(name, [{ id: 'unit', value: unit }]);
  return built;
}

/** A variable with the values that a label has. */
export function variable(name: string, label: string, description: string, metric: string) {
  return new dashboard.QueryVariableBuilder(name)
    .label(label).description(description).datasource(source)
    .query({ query: `label_values(${metric}, ${name === 'worker' ? 'instance' : name})`, refId: name })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged).sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true).includeAll(true).allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** An empty dashboard with what all of them have: where its data are, the namespace, and links to its siblings, the page and the runbooks. */
export function page(uid: string, title: string, description: string) {
  return new dashboard.DashboardBuilder(title)
    .uid(uid).description(description).tags(['sweep']).timezone('browser').refresh('30s').time({ from: 'now-6h', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair).readonly()
    .link(new dashboard.DashboardLinkBuilder('Dashboards').type(dashboard.DashboardLinkType.Dashboards).tags(['sweep']).asDropdown(false).includeVars(true).keepTime(true))
    .link(new dashboard.DashboardLinkBuilder('Page').type(dashboard.DashboardLinkType.Link).url('$page').targetBlank(true).tooltip('The coordinator\'s own page'))
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(new dashboard.TextBoxVariableBuilder('page').label('Page').defaultValue('http://127.0.0.1:5081').description('Where this cluster\'s page is').hide(dashboard.VariableHide.HideLabel))
    .withVariable(variable('namespace', 'Namespace', 'Where the cluster runs', 'sweep_coordinator_leading'));
}

export const row = (title: string) => new dashboard.RowBuilder(title);
