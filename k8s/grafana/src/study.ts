import { AxisPlacement, LegendDisplayMode, LegendPlacement, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as xychart from '@grafana/grafana-foundation-sdk/xychart';
import { lines, number, page, row, rows, source, variable } from './panels.js';

const here = 'namespace=~"$namespace"';
const of = `${here}, sweep=~"$sweep", architecture=~"$architecture"`;
const series = `label_join(max by (dataset, architecture, mode, sparsity) (sweep_study_accuracy_ratio{${of}}), "series", ", ", "dataset", "architecture", "mode")`;

/** Accuracy against sparsity: Grafana draws it from a table with a row for each level and a column for each network. */
const figure = new xychart.PanelBuilder()
  .title('Accuracy against sparsity').datasource(source).span(24).height(12).unit('percentunit')
  .description('Mean top-1 over the seeds that are done, for each data set, network and mode. With its uncertainty, and the largest sparsity that keeps the accuracy: see the page, or sweep results --best-sparsity.')
  .mapping(xychart.SeriesMapping.Auto).series([])
  .show(xychart.XYShowMode.PointsAndLines).axisPlacement(AxisPlacement.Auto)
  .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Right).showLegend(true))
  .withTarget(new DataqueryBuilder().refId('A').datasource(source).expr(series).instant().format(PromQueryFormat.Table))
  .withTransformation({ id: 'groupingToMatrix', options: { columnField: 'series', rowField: 'sparsity', valueField: 'Value' } })
  .withTransformation({ id: 'convertFieldType', options: { conversions: [{ targetField: 'sparsity\\series', destinationType: 'number' }] } })
  .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'sparsity\\series' }] } });

/** The question that the product grew from, as far as it is answered, and what sharing saved. */
export const study = page('sweep-study', 'sweep / Study', 'Accuracy against sparsity of what is done, and what sharing stages saved.')
  .withVariable(variable('sweep', 'Sweep', 'Running sweeps', 'sweep_study_trials{namespace=~"$namespace"}'))
  .withVariable(variable('architecture', 'Architecture', 'Networks', 'sweep_study_trials{namespace=~"$namespace"}'))
  .withRow(row('The figure'))
  .withPanel(figure)
  .withPanel(rows(
    { title: 'Numbers', description: 'Mean and deviation over the seeds, and how many trials they come from.', by: ['sweep', 'dataset', 'architecture', 'mode', 'sparsity'], units: { accuracy: 'percentunit', deviation: 'percentunit' } },
    [`max by (sweep, dataset, architecture, mode, sparsity) (sweep_study_accuracy_ratio{${of}})`, 'accuracy'],
    [`max by (sweep, dataset, architecture, mode, sparsity) (sweep_study_accuracy_deviation_ratio{${of}})`, 'deviation'],
    [`max by (sweep, dataset, architecture, mode, sparsity) (sweep_study_trials{${of}})`, 'trials']))
  .withRow(row('What sharing saved'))
  .withPanel(number({ title: 'Time used', description: 'Of workers, since the coordinator began.', unit: 's', width: 6 }, [`sum(sweep_attempt_time_seconds_total{${here}})`, 'used']))
  .withPanel(number({ title: 'Time saved', description: 'That trials would have taken, had they not shared stages.', unit: 's', width: 6 }, [`sum(sweep_time_saved_seconds_total{${here}})`, 'saved']))
  .withPanel(number({ title: 'Epochs saved', description: 'That trials would have run again.', unit: 'short', width: 6 }, [`sum(sweep_epochs_saved_total{${here}})`, 'saved']))
  .withPanel(number({ title: 'Wasted', description: 'Share of the time that went into attempts that failed.', unit: 'percentunit', width: 6, limits: [[0.1, 'yellow'], [0.3, 'red']] },
    [`(sum(sweep_attempt_time_seconds_total{${here}, outcome="failed"}) or vector(0)) / sum(sweep_attempt_time_seconds_total{${here}})`, 'wasted']))
  .withPanel(lines({ title: 'GPU-hours by outcome', description: 'Time that attempts occupied slots, an hour of the clock.', unit: 'short', stacked: true },
    [`sum by (outcome) (rate(sweep_attempt_time_seconds_total{${here}}[$__rate_interval]))`, '{{outcome}}']))
  .withPanel(lines({ title: 'Saved by sharing', description: 'Time of workers saved a second of the clock.', unit: 'short' }, [`sum(rate(sweep_time_saved_seconds_total{${here}}[$__rate_interval]))`, 'saved']));
