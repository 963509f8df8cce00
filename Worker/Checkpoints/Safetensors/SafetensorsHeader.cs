using System.Buffers.Binary;
using System.Text.Json;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>
/// The header of a safetensors file. The file begins with the header's length in eight bytes (little endian), then comes JSON that maps
/// names to type, shape and place, then the data without gaps. Everything is checked before any data is read, since files may come from
/// strangers.
/// </summary>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, TensorEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata,
    long DataOffset
)
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The reference implementation's limit of the header's length, in bytes.</summary>
    private const int Longest = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>libtorch's limit of dimensions for most operators.</summary>
    private const int MostDimensions = 64;

    /// <summary>Reads the header and leaves the stream at the first byte of data.</summary>
    /// <exception cref="CheckpointException">The file is not a whole, consistent safetensors file.</exception>
    public static SafetensorsHeader Read(Stream stream, string file)
    {
        var length = ReadLength(stream, file);
        var json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return Read(document.RootElement, file, stream.Length, LengthBytes + length);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(
                file,
                $"the header is not valid JSON: {e.Message}",
                offset: LengthBytes + (e.BytePositionInLine ?? 0),
                inner: e
            );
        }
        catch (InvalidOperationException e)
        {
            // JSON allows half a surrogate pair as an escape, but that is not valid text.
            throw new CheckpointException(file, $"the header holds a string that is not text: {e.Message}", offset: LengthBytes, inner: e);
        }
    }

    private static int ReadLength(Stream stream, string file)
    {
        if (stream.Length < LengthBytes)
        {
            throw new CheckpointException(file, $"{stream.Length} bytes are too few for a safetensors file.", offset: 0);
        }

        Span<byte> bytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length is < 2 or > Longest || length > (ulong)(stream.Length - LengthBytes))
        {
            throw new CheckpointException(
                file,
                $"a header of {length} bytes is announced; 2 to {Math.Min(Longest, stream.Length - LengthBytes)} are possible. Is it a safetensors file, and whole?",
                offset: 0
            );
        }

        return (int)length;
    }

    private static SafetensorsHeader Read(JsonElement root, string file, long fileLength, long dataOffset)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(file, "the header is not a JSON object.", offset: LengthBytes);
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                ReadMetadata(property.Value, metadata, file);
            }
            else
            {
                entries.Add(property.Name, ReadEntry(property.Name, property.Value, file, fileLength - dataOffset, dataOffset));
            }
        }

        CheckPlaces(entries.Values, file, fileLength, dataOffset);
        return new SafetensorsHeader(entries, metadata, dataOffset);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string file)
    {
        // The reference implementation writes null when there are no metadata.
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(file, $"{MetadataKey} is not a JSON object.");
        }

        foreach (var property in value.EnumerateObject())
        {
            metadata.Add(
                property.Name,
                property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString()!
                    : throw new CheckpointException(file, $"{MetadataKey} maps '{property.Name}' to something that is not a string.")
            );
        }
    }

    private static TensorEntry ReadEntry(string name, JsonElement value, string file, long dataLength, long dataOffset)
    {
        if (
            value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type)
            || type.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape)
            || !TryReadNumbers(shape, out var lengths)
            || !value.TryGetProperty("data_offsets", out var offsets)
            || !TryReadNumbers(offsets, out var places)
            || places.Length != 2
        )
        {
            throw new CheckpointException(file, "it needs a 'dtype', a 'shape' of whole numbers and two 'data_offsets'.", name);
        }

        var size =
            TensorTypes.Size(type.GetString()!)
            ?? throw new CheckpointException(
                file,
                $"type '{type.GetString()}' is not known; these are: {string.Join(", ", TensorTypes.Names)}.",
                name
            );
        var entry = new TensorEntry(name, type.GetString()!, lengths, places[0], places[1]);
        if (entry.Begin > entry.End || entry.End > dataLength)
        {
            throw new CheckpointException(
                file,
                $"its bytes {entry.Begin}…{entry.End} lie outside of the {dataLength} bytes of data.",
                name,
                Saturate(dataOffset, entry.Begin)
            );
        }

        if (lengths.Length > MostDimensions || Bytes(lengths, size) != entry.Bytes)
        {
            throw new CheckpointException(
                file,
                $"{entry.Type} {entry.ShapeText} does not take {entry.Bytes} bytes.",
                name,
                dataOffset + entry.Begin
            );
        }

        return entry;
    }

    /// <summary>Checks that the tensors cover each byte of the data exactly once.</summary>
    private static void CheckPlaces(IEnumerable<TensorEntry> entries, string file, long fileLength, long dataOffset)
    {
        var place = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != place)
            {
                var problem =
                    entry.Begin < place ? "it overlaps the tensor before it" : $"{entry.Begin - place} bytes before it belong to no tensor";
                throw new CheckpointException(file, $"{problem}.", entry.Name, dataOffset + entry.Begin);
            }

            place = entry.End;
        }

        if (dataOffset + place != fileLength)
        {
            throw new CheckpointException(
                file,
                $"{fileLength - dataOffset - place} bytes at the end belong to no tensor.",
                offset: dataOffset + place
            );
        }
    }

    private static bool TryReadNumbers(JsonElement value, out long[] numbers)
    {
        numbers = [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        numbers = new long[value.GetArrayLength()];
        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                return false;
            }

            i++;
        }

        return true;
    }

    /// <summary>Bytes of a tensor; null on overflow. A length of zero does not hide an overflow of the other lengths.</summary>
    private static long? Bytes(long[] shape, int size)
    {
        var bytes = (UInt128)(ulong)size;
        foreach (var length in shape)
        {
            bytes *= (ulong)Math.Max(1, length);
            if (bytes > long.MaxValue)
            {
                return null;
            }
        }

        return shape.Contains(0) ? 0 : (long)bytes;
    }

    private static long Saturate(long a, long b) => b > long.MaxValue - a ? long.MaxValue : a + b;
}
