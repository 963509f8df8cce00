import { lines, number, page, row, rows, variable } from './panels.js';

const here = 'namespace=~"$namespace"';
const of = 'namespace=~"$namespace", instance=~"$worker"';
const kinds = `${of}, architecture=~"$architecture"`;

/** Who works, how fast, and how well the GPUs are. */
export const workers = page('sweep-workers', 'sweep / Workers and GPUs', 'Who works at what, how fast, what it fails at, and how its GPU is.')
  .withVariable(variable('worker', 'Worker', 'Workers by their metrics address', 'sweep_worker_slots{namespace=~"$namespace"}'))
  .withVariable(variable('architecture', 'Architecture', 'Networks that were trained', 'sweep_worker_epochs_total{namespace=~"$namespace"}'))
  .withRow(row('Workers'))
  .withPanel(number({ title: 'Workers', description: 'That the coordinator hears of and that take work.', unit: 'short', limits: [[1, 'green']] }, [`sum(sweep_workers{${here}, state="accepting"})`, 'accepting']))
  .withPanel(number({ title: 'Slots busy', description: 'Share of the stages that workers could execute at once. Low while stages are ready: see Coordinator.', unit: 'percentunit' }, [`sweep:slots_busy:ratio{${here}}`, 'busy']))
  .withPanel(number({ title: 'Refusing', description: 'Lack memory for what is ready.', unit: 'short', limits: [[1, 'yellow']] }, [`sum(sweep_workers{${here}, state="refusing"})`, 'refusing']))
  .withPanel(number({ title: 'Draining', description: 'Take no more and end.', unit: 'short', limits: [[1, 'blue']] }, [`sum(sweep_workers{${here}, state="draining"})`, 'draining']))
  .withPanel(number({ title: 'Deaf', description: 'Orders do not reach them: see the runbook of SweepWorkerDeaf.', unit: 'short', limits: [[1, 'red']] }, [`sum(sweep_workers{${here}, state="deaf"})`, 'deaf']))
  .withPanel(number({ title: 'Longest silence', description: 'Since the last word of the quietest worker. Past the lease its stages go to others.', unit: 's', limits: [[30, 'yellow'], [60, 'red']] }, [`max(sweep_workers_silence_seconds{${here}})`, 'silent']))
  .withPanel(lines({ title: 'Slots', description: 'Busy, free, and withheld by workers that take nothing.', unit: 'short', stacked: true }, [`sum by (state) (sweep_slots{${here}})`, '{{state}}']))
  .withPanel(lines({ title: 'Training images a second', description: 'Of all that runs, by network and kind of stage.', unit: 'short', stacked: true },
    [`sum by (architecture, kind) (sweep_worker_images_per_second{${kinds}})`, '{{architecture}}, {{kind}}']))
  .withPanel(lines({ title: 'Duration of a stage, 95 of 100', description: 'Time that attempts that completed their stage occupied a slot.', unit: 's', exemplars: true },
    [`histogram_quantile(0.95, sum by (le, architecture, kind) (rate(sweep_worker_stage_duration_seconds_bucket{${kinds}}[$__rate_interval])))`, '{{architecture}}, {{kind}}']))
  .withPanel(lines({ title: 'Epochs a minute', description: 'By network and kind of stage.', unit: 'short', stacked: true },
    [`60 * sum by (architecture, kind) (rate(sweep_worker_epochs_total{${kinds}}[$__rate_interval]))`, '{{architecture}}, {{kind}}']))
  .withPanel(rows(
    { title: 'Each worker', description: 'What it has, what it did in the last hour, and whether it hears the coordinator.', by: ['instance'], units: { 'busy': 'percentunit' } },
    [`max by (instance) (sweep_worker_slots{${of}})`, 'slots'],
    [`max by (instance) (sweep_worker_slots_busy{${of}} / sweep_worker_slots{${of}})`, 'busy'],
    [`sum by (instance) (increase(sweep_worker_attempts_total{${of}, outcome="completed"}[1h]))`, 'completed in 1 h'],
    [`sum by (instance) (increase(sweep_worker_attempt_failures_total{${of}}[1h]))`, 'failed in 1 h'],
    [`max by (instance) (sweep_worker_heartbeats_unanswered{${of}})`, 'heartbeats unanswered'],
    [`max by (instance) (sweep_worker_reports_waiting{${of}})`, 'reports waiting']))
  .withRow(row('Checkpoints'))
  .withPanel(lines({ title: 'Checkpoint traffic', description: 'Bytes a second that workers read and write.', unit: 'Bps' },
    [`sum by (operation) (rate(sweep_checkpoint_io_bytes_total{${of}}[$__rate_interval]))`, '{{operation}}']))
  .withPanel(lines({ title: 'Duration of a read or write, 95 of 100', description: 'Slow ones keep a GPU waiting.', unit: 's' },
    [`histogram_quantile(0.95, sum by (le, operation) (rate(sweep_checkpoint_duration_seconds_bucket{${of}}[$__rate_interval])))`, '{{operation}}']))
  .withPanel(lines({ title: 'Checkpoint failures', description: 'Reads and writes that failed.', unit: 'short' }, [`sum by (operation) (increase(sweep_checkpoint_failures_total{${of}}[$__rate_interval]))`, '{{operation}}']))
  .withPanel(lines({ title: 'Room for checkpoints', description: 'What can still be written. Full: stages fail, and nothing is lost.', unit: 'bytes' }, [`min by (instance) (sweep_checkpoint_store_free_bytes{${of}})`, '{{instance}}']))
  .withRow(row('GPUs'))
  .withPanel(lines({ title: 'Utilisation', description: 'Share of the time in which the GPU computed anything. Low with busy slots: data or checkpoints hold it up, or the networks are small.', unit: 'percentunit', max: 1 },
    [`max by (gpu) (sweep_gpu_utilization_ratio{${of}})`, '{{gpu}}']))
  .withPanel(lines({ title: 'Memory', description: 'Share of the GPU\'s memory that is taken, by whomever.', unit: 'percentunit', max: 1 },
    [`max by (gpu) (sweep_gpu_memory_used_bytes{${of}} / sweep_gpu_memory_size_bytes{${of}})`, '{{gpu}}']))
  .withPanel(lines({ title: 'Temperature', description: 'Its clock is held back when it is too hot.', unit: 'celsius', limits: [[85, 'red']] }, [`max by (gpu) (sweep_gpu_temperature_celsius{${of}})`, '{{gpu}}']))
  .withPanel(lines({ title: 'Power of its limit', description: 'At its limit a GPU is slowed.', unit: 'percentunit', max: 1 }, [`max by (gpu) (sweep_gpu_power_watts{${of}} / sweep_gpu_power_limit_watts{${of}})`, '{{gpu}}']))
  .withPanel(lines({ title: 'Slowed', description: '1 while its clock is held back, by reason.', unit: 'short', max: 1 }, [`max by (gpu, reason) (sweep_gpu_slowed{${of}})`, '{{gpu}}: {{reason}}']))
  .withPanel(lines({ title: 'Memory errors', description: 'Uncorrected ones spoil results: take the card out.', unit: 'short', limits: [[1, 'red']] }, [`max by (gpu, type) (increase(sweep_gpu_memory_errors_total{${of}}[1h]))`, '{{gpu}}: {{type}}']));
