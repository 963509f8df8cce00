import { lines, number, page, row } from './panels.js';

const of = 'namespace=~"$namespace"';
const p95 = (metric: string, by = '') => `histogram_quantile(0.95, sum by (le${by}) (rate(${metric}_bucket{${of}}[$__rate_interval])))`;

/** Whether the coordinator hands out, stores and answers as it should. */
export const coordinator = page('sweep-coordinator', 'sweep / Coordinator', 'Whether the coordinator leads, hands out, stores and answers as it should.')
  .withRow(row('Health'))
  .withPanel(number({ title: 'Leads', description: 'Coordinators that write to the store: one, or nothing gets on.', unit: 'short', limits: [[1, 'green'], [2, 'red']] }, [`sum(sweep_coordinator_leading{${of}})`, 'leading']))
  .withPanel(number({ title: 'Store', description: '1 while the newest append lasts. At 0 nothing is handed out, workers train on, and reports wait.', unit: 'short', limits: [[1, 'green']] }, [`min(sweep_store_working{${of}})`, 'working']))
  .withPanel(number({ title: 'Broker', description: 'Programs that reach the broker and consume from all of their queues.', unit: 'percentunit', limits: [[1, 'green']] }, [`avg(sweep_broker_connected{${of}})`, 'connected']))
  .withPanel(number({ title: 'Leases lapsed', description: 'In the last hour: attempts taken from workers that fell silent.', unit: 'short', limits: [[1, 'yellow'], [10, 'red']] }, [`sum(increase(sweep_leases_expired_total{${of}}[1h]))`, 'lapsed']))
  .withPanel(number({ title: 'Ready stages', description: 'That a worker could take now.', unit: 'short' }, [`sum(sweep_stages{${of}, state="ready"})`, 'ready']))
  .withPanel(number({ title: 'Page, 95 of 100', description: 'Requests of page and interface that are no streams, over five minutes.', unit: 's', limits: [[0.5, 'yellow'], [1, 'red']] }, [`sweep:http_request_duration_seconds:p95_5m{${of}}`, 'p95']))
  .withRow(row('Dispatch'))
  .withPanel(lines({ title: 'Handed out and ended', description: 'Attempts a second.', unit: 'ops' },
    [`sum(rate(sweep_attempts_handed_out_total{${of}}[$__rate_interval]))`, 'handed out'], [`sum(rate(sweep_attempts_total{${of}}[$__rate_interval]))`, 'ended']))
  .withPanel(lines({ title: 'Pass, 95 of 100', description: 'From its beginning until what it decided is stored and sent. While one takes long, slots stay idle.', unit: 's' }, [p95('sweep_dispatch_pass_duration_seconds'), 'pass']))
  .withPanel(lines({ title: 'Ledger', description: 'Stages in memory, by state.', unit: 'short', stacked: true }, [`sum by (state) (sweep_stages{${of}})`, '{{state}}']))
  .withPanel(lines({ title: 'Memory of the ledger', description: 'What the stages in memory take there; some 200 bytes each.', unit: 'bytes' }, [`sum(sweep_ledger_memory_bytes{${of}})`, 'stages']))
  .withRow(row('Store'))
  .withPanel(lines({ title: 'Append, 95 of 100', description: 'From giving a batch to the store to its word that it lasts. Nothing is said to anybody before.', unit: 's', exemplars: true }, [p95('sweep_store_append_duration_seconds'), 'append']))
  .withPanel(lines({ title: 'Stages in a batch', description: 'The slower the store, the more gather in one batch.', unit: 'short' },
    [`sum(rate(sweep_store_batch_stages_sum{${of}}[$__rate_interval])) / sum(rate(sweep_store_batch_stages_count{${of}}[$__rate_interval]))`, 'mean'], [p95('sweep_store_batch_stages'), '95 of 100']))
  .withPanel(lines({ title: 'Failed appends', description: 'Each is made again under the same revision.', unit: 'short' }, [`sum(increase(sweep_store_append_failures_total{${of}}[$__rate_interval]))`, 'failed']))
  .withRow(row('Broker'))
  .withPanel(lines({ title: 'Messages sent', description: 'By what became of them, a second.', unit: 'ops' }, [`sum by (outcome) (rate(sweep_broker_sent_total{${of}}[$__rate_interval]))`, '{{outcome}}']))
  .withPanel(lines({ title: 'Messages received', description: 'A second; redelivered ones were not acknowledged the first time.', unit: 'ops' }, [`sum by (redelivered) (rate(sweep_broker_received_total{${of}}[$__rate_interval]))`, 'redelivered: {{redelivered}}']))
  .withPanel(lines({ title: 'Confirmation, 95 of 100', description: 'From sending a message to the broker\'s word that it has it.', unit: 's' }, [p95('sweep_broker_confirm_duration_seconds', ', job'), '{{job}}']))
  .withPanel(lines({ title: 'Echoes unanswered', description: 'Messages of a program to itself that did not come back: more than a few, and it looks healthy but hears nothing. Then /livez fails.', unit: 'short', limits: [[3, 'red']] }, [`max by (job, instance) (sweep_broker_echoes_unanswered{${of}})`, '{{job}} {{instance}}']))
  .withRow(row('Page and interface'))
  .withPanel(lines({ title: 'Requests', description: 'A second, by route.', unit: 'reqps' }, [`sum by (http_route) (rate(http_server_request_duration_seconds_count{${of}}[$__rate_interval]))`, '{{http_route}}']))
  .withPanel(lines({ title: 'Duration, 95 of 100', description: 'By route. Streams last as long as somebody watches.', unit: 's', exemplars: true }, [p95('http_server_request_duration_seconds', ', http_route'), '{{http_route}}']))
  .withPanel(lines({ title: 'Refused', description: 'Requests without a right (401, 403), too many (429), or that failed (5xx).', unit: 'reqps' },
    [`sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{${of}, http_response_status_code=~"401|403|429|5.."}[$__rate_interval]))`, '{{http_response_status_code}}']))
  .withPanel(lines({ title: 'Changes by users', description: 'As in the audit log, by outcome.', unit: 'short' }, [`sum by (method, outcome) (increase(sweep_api_changes_total{${of}}[$__rate_interval]))`, '{{method}}: {{outcome}}']))
  .withRow(row('Process'))
  .withPanel(lines({ title: 'Memory', description: 'Of each program.', unit: 'bytes' }, [`max by (job, instance) (dotnet_process_memory_working_set_bytes{${of}})`, '{{job}} {{instance}}']))
  .withPanel(lines({ title: 'Processors', description: 'Cores in use.', unit: 'short' }, [`sum by (job, instance) (rate(dotnet_process_cpu_time_seconds_total{${of}}[$__rate_interval]))`, '{{job}} {{instance}}']))
  .withPanel(lines({ title: 'Stopped by collections', description: 'Share of the time.', unit: 'percentunit' }, [`max by (job, instance) (rate(dotnet_gc_pause_time_seconds_total{${of}}[$__rate_interval]))`, '{{job}} {{instance}}']))
  .withPanel(lines({ title: 'Exceptions', description: 'A second, also those that are dealt with.', unit: 'ops' }, [`sum by (job, error_type) (rate(dotnet_exceptions_total{${of}}[$__rate_interval]))`, '{{job}}: {{error_type}}']));
