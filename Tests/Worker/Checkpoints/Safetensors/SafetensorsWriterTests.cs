using Sweep.Worker.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Checkpoints.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float64)]
    public void Write_AnyType_ReadsBackTheSame(ScalarType type)
    {
        var original = arange(24, ScalarType.Float32).reshape(2, 3, 4).to_type(type);

        using var reader = RoundTrip(new() { ["a"] = original });
        var read = reader.Read("a");

        Assert.Equal(type, read.dtype);
        Assert.True(read.Equals(original));
    }

    [Fact]
    public void Write_AnyStrides_StoresRowByRow()
    {
        var original = arange(24, ScalarType.Float32).reshape(2, 3, 2, 2);

        using var reader = RoundTrip(new() { ["a"] = original.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) });

        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), reader.Read("a").data<float>());
    }

    [Fact]
    public void Write_EmptyAndScalarTensors_ReadBack()
    {
        using var reader = RoundTrip(new() { ["empty"] = zeros(0, 3), ["scalar"] = tensor(7f) });

        Assert.Equal([0, 3], reader.Read("empty").shape);
        Assert.Empty(reader.Read("scalar").shape);
    }

    [Fact]
    public void Write_MixedTypes_AlignsEachToItsNumbers()
    {
        using var reader = RoundTrip(
            new()
            {
                ["a"] = ones(3, ScalarType.Bool),
                ["b"] = ones(3),
                ["c"] = ones(1, ScalarType.Int64),
            }
        );

        Assert.All(reader.Entries.Values, entry => Assert.Equal(0, entry.Begin % (entry.Bytes / entry.Shape.Single())));
    }

    [Fact]
    public void Write_SameContent_GivesSameBytes()
    {
        var tensors = new Dictionary<string, Tensor> { ["a"] = ones(3), ["b"] = zeros(2) };
        using var first = new MemoryStream();
        using var second = new MemoryStream();

        SafetensorsWriter.Write(first, tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Write(second, tensors, new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public void ReadInto_OtherTypeAndStrides_Converts()
    {
        var values = arange(24, ScalarType.Float32).reshape(2, 3, 2, 2);
        using var reader = RoundTrip(new() { ["a"] = values.to_type(ScalarType.BFloat16) });
        var destination = zeros(2, 2, 2, 3).permute(0, 3, 1, 2);

        reader.ReadInto("a", destination);

        Assert.True(destination.contiguous().Equals(values));
    }

    [Fact]
    public void ReadInto_OtherShape_SaysBoth()
    {
        using var reader = RoundTrip(new() { ["a"] = zeros(2, 3) });

        var error = Assert.Throws<CheckpointException>(() => reader.ReadInto("a", zeros(3, 2)));

        Assert.Contains("[2, 3], but [3, 2]", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", error.Tensor);
    }

    [Fact]
    public void Read_UnknownName_ListsThoseThereAre()
    {
        using var reader = RoundTrip(new() { ["a"] = zeros(2), ["b"] = zeros(2) });

        Assert.Contains("a, b", Assert.Throws<CheckpointException>(() => reader.Read("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_UnstorableType_SaysWhichAre() =>
        Assert.Contains(
            "F32",
            Assert.Throws<NotSupportedException>(() => RoundTrip(new() { ["a"] = zeros(2, ScalarType.ComplexFloat32) })).Message,
            StringComparison.Ordinal
        );

    private static SafetensorsReader RoundTrip(Dictionary<string, Tensor> tensors)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return new SafetensorsReader(stream, "test.safetensors");
    }
}
