import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const root = protobuf.loadSync(fileURLToPath(new URL('standard.proto', import.meta.url)));
const type = (name) => root.lookupType(`grpc.${name}`);
const write = (name) => (message) => Buffer.from(type(name).encode(message).finish());
const read = (name) => (bytes) => type(name).toObject(type(name).decode(bytes), { enums: String });

/** Health of the whole server. */
export const check = (address, credentials) =>
  new Promise((resolve) => {
    const client = new grpc.Client(address, credentials);
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', write('HealthCheckRequest'), read('HealthCheckResponse'), { service: '' }, (error, answer) => {
      client.close();
      resolve(error?.message ?? answer.status);
    });
  });

/** What services the server says it has, and whether it describes the first message of ours. */
export const list = (address, credentials) =>
  new Promise((resolve, reject) => {
    const client = new grpc.Client(address, credentials);
    const stream = client.makeBidiStreamRequest(
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', write('ServerReflectionRequest'), read('ServerReflectionResponse'));
    const found = { services: [], files: 0 };
    stream.on('data', (answer) => {
      if (answer.listServicesResponse) {
        found.services = answer.listServicesResponse.service.map((service) => service.name).sort();
        stream.write({ fileContainingSymbol: 'sweep.v1.WatchResponse' });
      } else {
        found.files = answer.fileDescriptorResponse.fileDescriptorProto.length;
        stream.end();
      }
    });
    stream.on('error', reject);
    stream.on('end', () => {
      client.close();
      resolve(found);
    });
    stream.write({ listServices: '*' });
  });
