import grpc from '@grpc/grpc-js';
import { detailsOf } from './details.js';
import { check, list } from './standard.js';

/** A unary call as a promise; an error is what it is resolved with, too. */
const call = (client, method, request, options = {}) =>
  new Promise((resolve) => client[method](request, options, (error, answer) => resolve(error ? { error } : { answer })));

const describe = ({ code, details, metadata }, protos) => ({ code: grpc.status[code], message: details, details: detailsOf(metadata, protos) });

/** Reads a stream to its end; `each` is called with its messages and may cancel it. */
const read = (stream, each) =>
  new Promise((resolve) => {
    stream.on('data', (message) => each(message, stream));
    stream.on('error', (error) => resolve({ code: grpc.status[error.code], message: error.details }));
    stream.on('end', () => resolve({ code: 'OK' }));
  });

export const scenarios = {
  async unary({ Sweeps, Workers, say, argument }) {
    const { answer } = await call(Sweeps, 'submit', { spec: argument });
    say({ created: answer.created, state: answer.sweep.state, trials: answer.sweep.trials.total });
    say((await call(Sweeps, 'get', { name: answer.sweep.name, withSpec: true })).answer.spec === argument);
    const plan = (await call(Sweeps, 'plan', { spec: argument })).answer;
    say(plan.stages.map((kind) => [kind.kind, kind.stages]));
    say((await call(Workers, 'listWorkers', {})).answer.workers.length);
  },

  async errors({ Sweeps, say, argument, protos }) {
    say(describe((await call(Sweeps, 'submit', { spec: argument })).error, protos));
    say(describe((await call(Sweeps, 'get', { name: 'nope' })).error, protos));
    say(describe((await call(Sweeps, 'list', { pageSize: -1 })).error, protos));
  },

  async pages({ Sweeps, say }) {
    for (let pageToken = ''; ;) {
      const { answer } = await call(Sweeps, 'list', { pageSize: 2, pageToken });
      say(answer.sweeps.map((sweep) => sweep.name));
      if (!(pageToken = answer.nextPageToken)) return;
    }
  },

  async watch({ Sweeps, say, argument }) {
    const stream = Sweeps.watch({ name: argument, interval: { seconds: 0, nanos: 2e8 } });
    say(await read(stream, ({ sequence, sweeps, isCurrent }) => say({ sequence, states: sweeps.map((sweep) => sweep.state), isCurrent })));
  },

  async cancel({ Sweeps, say }) {
    say(await read(Sweeps.watch({}), (_, stream) => stream.cancel()));
  },

  async deadline({ Sweeps, say, argument }) {
    const deadline = () => ({ deadline: Date.now() + 1000 });
    say(await read(Sweeps.watch({}, deadline()), () => {}));
    say(grpc.status[(await call(Sweeps, 'plan', { spec: argument }, deadline())).error.code]);
  },

  async results({ Results, say, argument }) {
    const pages = [];
    const end = await read(Results.streamResults({ name: argument, pageSize: 3, fields: ['seed', 'sparsity'] }), (page) => pages.push(page.trials.length));
    say({ pages, end: end.code });
  },

  async standard({ address, credentials, say }) {
    say(await check(address, credentials));
    say(await list(address, credentials));
  },
};
