import path from 'node:path';
import protobuf from 'protobufjs';

/** The google.rpc.Status that travels with an error, each of its details by its type. */
export function detailsOf(metadata, protos) {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!bytes) return null;
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => path.join(protos, target);
  root.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto', 'sweep.proto']);
  return root.lookupType('google.rpc.Status').decode(bytes).details.map(({ type_url: url, typeUrl, value }) => {
    const type = (url ?? typeUrl).split('/').pop();
    return { type, value: root.lookupType(type).toObject(root.lookupType(type).decode(value)) };
  });
}
