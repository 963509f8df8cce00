// An S3 server for the tests: s3rver, with what it leaves out (conditional writes; that two writes of one key do not mix, and
// that one which breaks off leaves nothing), and with faults on demand.
//
//   node server.js FOLDER     prints its port; ends when its standard input does
//
// POST /-/conditional {"on": false}                     If-None-Match is not heeded from now on
// POST /-/fail {"method": "PUT", "times": 2, "how": 503} the next such requests fail: a status, "cut" (no answer) or "damage" (another first byte)
// GET /-/keys                                            all keys there are
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import S3rver from 's3rver';

const folder = process.argv[2];
const bucket = 'sweeps';
const server = new S3rver({ directory: folder, silent: true, vhostBuckets: false, configureBuckets: [{ name: bucket }] });
await server.configureBuckets();
const answer = server.callback();
let conditional = true;
let faults = [];
const writing = new Map();

function objectOf(url) {
  const name = decodeURIComponent(new URL(url, 'http://x').pathname);
  return path.join(folder, `${name}._S3rver_object`);
}

function refuse(response, status, code) {
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>as the test asked for</Message></Error>`);
}

/** One write of a key at a time, so that of two that may only create it, one does. */
async function writeAlone(request, response) {
  const body = await buffer(request).catch(() => null);
  if (body === null) return;
  const object = objectOf(request.url);
  const before = writing.get(object) ?? Promise.resolve();
  const mine = before.then(() => new Promise((resolve) => {
    if (conditional && request.headers['if-none-match'] === '*' && existsSync(object)) {
      refuse(response, 412, 'PreconditionFailed');
      resolve();
      return;
    }

    response.on('close', resolve);
    const { method, url, headers, socket, httpVersion } = request;
    answer(Object.assign(Readable.from([body]), { method, url, headers, socket, httpVersion }), response);
  }));
  writing.set(object, mine);
  await mine;
}

/** Changes the first byte of what is answered. */
function damage(response) {
  const write = response.write.bind(response);
  let isFirst = true;
  const change = (chunk) => {
    if (!isFirst || !Buffer.isBuffer(chunk) || chunk.length === 0) return chunk;
    isFirst = false;
    const other = Buffer.from(chunk);
    other[0] ^= 1;
    return other;
  };
  response.write = (chunk, ...rest) => write(change(chunk), ...rest);
  const end = response.end.bind(response);
  response.end = (chunk, ...rest) => end(change(chunk), ...rest);
}

async function control(request, response) {
  const asked = request.method === 'POST' ? JSON.parse(await text(request)) : {};
  if (request.url === '/-/conditional') conditional = asked.on;
  if (request.url === '/-/fail') faults.push({ ...asked });
  response.end(JSON.stringify(request.url === '/-/keys' ? keys(path.join(folder, bucket), '') : {}));
}

function keys(at, name) {
  if (!existsSync(at)) return [];
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => entry.isDirectory()
    ? keys(path.join(at, entry.name), `${name}${entry.name}/`)
    : entry.name.endsWith('._S3rver_object') ? [name + entry.name.slice(0, -'._S3rver_object'.length)] : []);
}

const front = http.createServer((request, response) => {
  if (request.url.startsWith('/-/')) return void control(request, response);
  const fault = faults.find((known) => known.method === request.method && known.times > 0);
  if (fault) {
    fault.times--;
    if (fault.how === 'cut') return void request.socket.destroy();
    if (fault.how !== 'damage') {
      request.resume();
      return void refuse(response, fault.how, fault.how === 403 ? 'AccessDenied' : 'SlowDown');
    }
    damage(response);
  }
  if (request.method === 'PUT' || request.method === 'POST') return void writeAlone(request, response);
  answer(request, response);
});
mkdirSync(folder, { recursive: true });
front.listen(0, '127.0.0.1', () => console.log(front.address().port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
