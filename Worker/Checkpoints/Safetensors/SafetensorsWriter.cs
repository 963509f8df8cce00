using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>Writes tensors in the safetensors format. The same tensors and metadata give the same bytes.</summary>
public static class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 24;

    /// <summary>Header and data begin at multiples of this many bytes, so that readers can map the file into memory.</summary>
    private const int Alignment = 8;

    /// <param name="stream">Written from its current position; not closed.</param>
    /// <param name="tensors">
    /// By name, on any device and with any strides. They are stored contiguously in their own type, and copied one at a time.
    /// </param>
    /// <param name="metadata">Strings that are written first in the header; null means none.</param>
    public static void Write(
        Stream stream,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // Sorting wide types first places each tensor at a multiple of its element size.
        var ordered = tensors.OrderByDescending(entry => entry.Value.ElementSize).ToList();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            TensorBytes.ForEachChunk(tensor.detach().cpu().contiguous(), ChunkBytes, bytes => stream.Write(bytes));
        }
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var end = offset + (tensor.numel() * tensor.ElementSize);
                json.WriteStartObject(name);
                json.WriteString("dtype", TensorTypes.Name(tensor.dtype));
                WriteNumbers(json, "shape", tensor.shape);
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
