import { lines, number, page, row, rows, variable } from './panels.js';

const of = 'namespace=~"$namespace", sweep=~"$sweep"';
const here = 'namespace=~"$namespace"';

/** How far the sweeps are, what they cost, and what fails. */
export const sweeps = page('sweep-sweeps', 'sweep / Sweeps', 'How far the running sweeps are, when they end, what they cost and what fails in them.')
  .withVariable(variable('sweep', 'Sweep', 'Running sweeps', 'sweep_sweep_done_ratio{namespace=~"$namespace"}'))
  .withRow(row('Progress'))
  .withPanel(number({ title: 'Running', description: 'Sweeps that run now.', unit: 'short' }, [`sum(sweep_sweeps{${here}, state="running"})`, 'running']))
  .withPanel(number({ title: 'Stages to do', description: 'Ready, waiting for another stage, or with a worker.', unit: 'short' },
    [`sum(sweep_stages{${here}, state=~"ready|waiting|queued|running"})`, 'to do']))
  .withPanel(number({ title: 'Stages an hour', description: 'Completed over the last ten minutes. Nothing for long while stages are ready: see Workers.', unit: 'short' },
    [`3600 * sum(sweep:attempts:rate5m{${here}, outcome="completed"})`, 'completed']))
  .withPanel(number({ title: 'Attempts that fail', description: 'Share of the attempts that ended in the last 15 minutes. The causes are below.', unit: 'percentunit', limits: [[0.05, 'yellow'], [0.2, 'red']] },
    [`sweep:attempts_failed:ratio15m{${here}}`, 'failed']))
  .withPanel(number({ title: 'Parked stages', description: 'Given up after their retries. sweep failures NAME says why, sweep retry NAME tries them again.', unit: 'short', limits: [[1, 'yellow']] },
    [`sum(sweep_stages{${here}, state="failed"})`, 'parked']))
  .withPanel(number({ title: 'Last sweep ends in', description: 'At the pace of the last ten minutes.', unit: 's' }, [`max(sweep_sweep_remaining_seconds{${of}})`, 'left']))
  .withPanel(rows(
    { title: 'Running sweeps', description: 'The work that is done, and the time left at the pace of the last ten minutes. Of "other" sweeps there is one row for all.', by: ['sweep'], units: { done: 'percentunit', left: 's', spent: 's', 'saved by sharing': 's', budget: 's' } },
    [`max by (sweep) (sweep_sweep_done_ratio{${of}})`, 'done'],
    [`max by (sweep) (sweep_sweep_remaining_seconds{${of}})`, 'left'],
    [`max by (sweep) (sweep_sweep_spent_seconds{${of}})`, 'spent'],
    [`max by (sweep) (sweep_sweep_saved_seconds{${of}})`, 'saved by sharing'],
    [`max by (sweep) (sweep_sweep_budget_seconds{${of}})`, 'budget']))
  .withPanel(lines({ title: 'Work done', description: 'Share of each sweep\'s expected work. A flat line is a sweep that is stalled.', unit: 'percentunit', max: 1 },
    [`max by (sweep) (sweep_sweep_done_ratio{${of}})`, '{{sweep}}']))
  .withPanel(lines({ title: 'Time left', description: 'Of each sweep, at the pace of the last ten minutes.', unit: 's' },
    [`max by (sweep) (sweep_sweep_remaining_seconds{${of}})`, '{{sweep}}']))
  .withPanel(lines({ title: 'Stages by state', description: 'Of the chosen sweeps.', unit: 'short', stacked: true },
    [`sum by (state) (sweep_sweep_stages{${of}})`, '{{state}}']))
  .withPanel(lines({ title: 'GPU time spent of its limit', description: 'limits.gpu-hours; a sweep that reaches it is paused.', unit: 'percentunit', limits: [[0.9, 'red']] },
    [`max by (sweep) (sweep_sweep_spent_seconds{${of}}) / max by (sweep) (sweep_sweep_budget_seconds{${of}})`, '{{sweep}}']))
  .withRow(row('What is being trained'))
  .withPanel(lines({ title: 'Accuracy of what runs', description: 'Top-1 on the test set after the newest epoch that was evaluated; the mean of all that run.', unit: 'percentunit', max: 1 },
    [`avg by (architecture, kind) (sweep_running_accuracy_ratio{${here}})`, '{{architecture}}, {{kind}}']))
  .withPanel(lines({ title: 'Training loss of what runs', description: 'Of the newest epoch; the mean of all that run.', unit: 'short' },
    [`avg by (architecture, kind) (sweep_running_loss{${here}})`, '{{architecture}}, {{kind}}']))
  .withRow(row('Failures'))
  .withPanel(lines({ title: 'Failed attempts by cause', description: 'Each is tried again until limits.retries. missing-data is not a worker\'s fault: see its status in sweep workers.', unit: 'short', stacked: true },
    [`sum by (cause) (increase(sweep_attempt_failures_total{${here}}[$__rate_interval]))`, '{{cause}}']))
  .withPanel(lines({ title: 'Attempts by outcome', description: 'Ended a second. "lost" workers fell silent; "released" stages were saved and given back.', unit: 'ops', stacked: true },
    [`sum by (outcome) (sweep:attempts:rate5m{${here}})`, '{{outcome}}']));
