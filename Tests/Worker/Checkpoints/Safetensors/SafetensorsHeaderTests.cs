using System.Buffers.Binary;
using System.Text;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;

namespace Sweep.Tests.Worker.Checkpoints.Safetensors;

public sealed class SafetensorsHeaderTests
{
    private const string Whole = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void Read_WholeFile_KnowsTensorsAndMetadata()
    {
        using var reader = Open("""{"__metadata__":{"k":"v"},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""", 9);

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
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}""", 0, "a", "does not take")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "a", "does not take")]
    [InlineData("""{"a":{"dtype":"X9","shape":[2],"data_offsets":[0,8]}}""", 8, "a", "BOOL, U8")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "b", "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8, null, "not valid JSON")]
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
    public void Read_AnyByteOfTheHeadChanged_IsRefusedOrRead()
    {
        var file = Bytes(Whole, 8);
        for (var place = 0; place < file.Length - 8; place++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                var changed = file.ToArray();
                changed[place] = (byte)value;
                try
                {
                    using var reader = new SafetensorsReader(new MemoryStream(changed), "f");
                }
                catch (CheckpointException)
                {
                    // Refused; any other exception fails the test.
                }
            }
        }
    }

    [Fact]
    public void Open_NoSuchFile_SaysWhich() =>
        Assert.Contains("nowhere.safetensors", Assert.Throws<CheckpointException>(() => SafetensorsReader.Open("nowhere.safetensors")).Message, StringComparison.Ordinal);

    private static SafetensorsReader Open(string header, int dataBytes) => new(new MemoryStream(Bytes(header, dataBytes)), "hostile.safetensors");

    private static byte[] Bytes(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }
}
