// Writes the dashboards as the JSON that Grafana reads, into the folder named, or dashboards/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coordinator } from './coordinator.js';
import { study } from './study.js';
import { sweeps } from './sweeps.js';
import { workers } from './workers.js';

const folder = process.argv[2] ?? 'dashboards';
mkdirSync(folder, { recursive: true });
for (const [name, dashboard] of Object.entries({ sweeps, workers, coordinator, study }))
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(dashboard.build(), null, 2) + '\n');
