using System.Buffers.Binary;
using System.Text;
using Sweep.Worker.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Checkpoints.Safetensors;

public sealed class SafetensorsHeaderTests
{
    private const string Whole = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void Open_MetadataOfNull_IsNone()
    {
        using var reader = Open("""{"__metadata__":null,"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1);

        Assert.Empty(reader.Metadata);
        Assert.Equal(["a"], reader.Entries.Keys);
    }

    [Fact]
    public void Read_WholeFile_KnowsTensorsAndMetadata()
    {
        using var reader = Open(
            """{"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""",
            9
        );

        Assert.Equal("v", reader.Metadata["k"]);
        Assert.Equal([2, 1], reader.Entries["a"].Shape);
        Assert.Equal((8, 9), (reader.Entries["b"].Begin, reader.Entries["b"].End));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "a", "outside of the 7 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, null, "1 bytes at the end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "a", "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}""", 9, "a", "1 bytes before it")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":[]}""", 8, "a", "needs a 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "a", "F32 [3] does not take 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "a", "does not take")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[0,4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}""",
        0,
        "a",
        "does not take"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "a", "does not take")]
    [InlineData("""{"a":{"dtype":"X9","shape":[2],"data_offsets":[0,8]}}""", 8, "a", "BOOL, U8")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        8,
        "b",
        "overlaps"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""",
        8,
        null,
        "not valid JSON"
    )]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, null, "not a string")]
    [InlineData("""{"__metadata__":[]}""", 0, null, "not a JSON object")]
    [InlineData("""[]""", 0, null, "not a JSON object")]
    [InlineData("""{"a":""", 0, null, "not valid JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, null, "")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[0],"data_offsets":[0,0]}}""", 0, null, "")]
    public void Read_Hostile_IsRefusedWithTensorAndReason(string header, int dataBytes, string? tensor, string reason)
    {
        var error = Assert.Throws<CheckpointException>(() => Open(header, dataBytes));

        Assert.Equal(tensor, error.Tensor);
        Assert.Contains("hostile.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000_001)]
    [InlineData(ulong.MaxValue)]
    public void Read_ImpossibleHeaderLength_IsRefused(ulong length)
    {
        var file = Bytes(Whole, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        Assert.Equal(0, Assert.Throws<CheckpointException>(() => new SafetensorsReader(new MemoryStream(file), "f")).Offset);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        var file = Bytes(Whole, 8);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<CheckpointException>(() => new SafetensorsReader(new MemoryStream(file[..length]), "f"));
        }
    }

    [Fact]
    public void Read_AnyByteOfTheHeadChanged_IsRefusedUnlessItNamesSomethingElse()
    {
        const string two =
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""";
        var file = Bytes(two, 11);
        byte[] data = [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, 7, 8, 9];
        data.CopyTo(file, file.Length - data.Length);
        for (var place = 0; place < file.Length - data.Length; place++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                var changed = file.ToArray();
                changed[place] = (byte)value;

                Assert.Equal(Expected(two, place - 8, (char)value), Read(changed));
            }
        }
    }

    /// <summary>The expected content of a header with one changed character; null when it must be refused.</summary>
    private static string? Expected(string header, int place, char letter)
    {
        var same = place < 0 ? letter == (char)(place == -8 ? header.Length : 0) : letter == header[place];
        var isName = letter is >= ' ' and <= '\x7f' and not ('"' or '\\');
        var (a, b) = (header.IndexOf('a', StringComparison.Ordinal), header.IndexOf('b', StringComparison.Ordinal));
        return same ? "a: Float32 [2] 0000803F000020C0, b: Byte [3] 070809"
            : place == a && isName && letter != 'b' ? $"{letter}: Float32 [2] 0000803F000020C0, b: Byte [3] 070809"
            : place == b && isName && letter != 'a' ? $"a: Float32 [2] 0000803F000020C0, {letter}: Byte [3] 070809"
            : letter == 'I' && place == header.IndexOf("F32", StringComparison.Ordinal)
                ? "a: Int32 [2] 0000803F000020C0, b: Byte [3] 070809"
            : letter == 'I' && place == header.IndexOf("U8", StringComparison.Ordinal)
                ? "a: Float32 [2] 0000803F000020C0, b: Int8 [3] 070809"
            : null;
    }

    /// <summary>Names, types, shapes and bytes of all tensors in the order of the data; null when the file is refused.</summary>
    private static string? Read(byte[] file)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var reader = new SafetensorsReader(new MemoryStream(file), "f");
            Assert.Empty(reader.Metadata);
            return string.Join(
                ", ",
                reader
                    .Entries.Values.OrderBy(entry => entry.Begin)
                    .Select(entry =>
                    {
                        var tensor = reader.Read(entry.Name);
                        return $"{entry.Name}: {tensor.dtype} [{string.Join(", ", tensor.shape)}] {Convert.ToHexString(tensor.bytes)}";
                    })
            );
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    [Fact]
    public void Open_NoSuchFile_SaysWhich() =>
        Assert.Contains(
            "nowhere.safetensors",
            Assert.Throws<CheckpointException>(() => SafetensorsReader.Open("nowhere.safetensors")).Message,
            StringComparison.Ordinal
        );

    private static SafetensorsReader Open(string header, int dataBytes) =>
        new(new MemoryStream(Bytes(header, dataBytes)), "hostile.safetensors");

    private static byte[] Bytes(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }
}
