// A client of sweep.v1 that shares nothing with the coordinator but sweep.proto: node client.js PROTOS ADDRESS SCENARIO [ARGUMENT].
// Writes one line of JSON for each thing it finds.
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { scenarios } from './scenarios.js';

const [protos, address, scenario, argument] = process.argv.slice(2);
const definition = loader.loadSync('sweep.proto', { includeDirs: [protos], longs: Number, enums: String, defaults: true, oneofs: true });
const { sweep } = grpc.loadPackageDefinition(definition);
const credentials = grpc.credentials.createInsecure();
const services = Object.fromEntries(['Sweeps', 'Workers', 'Results'].map((name) => [name, new sweep.v1[name](address, credentials)]));

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

await scenarios[scenario]({ ...services, address, credentials, say, argument, protos: path.resolve(protos) });
for (const service of Object.values(services)) service.close();
