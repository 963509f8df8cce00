using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Hosting.Configuration;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("1KiB", 1024)]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("3GiB", 3L << 30)]
    public void TryParse_Size_IsReadAndWrittenBack(string text, long bytes)
    {
        Assert.True(new ByteSize().TryParse(text, out var value));
        Assert.Equal(bytes, value);
        Assert.Equal(text, new ByteSize().Format(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("1GB")]
    [InlineData("GiB")]
    [InlineData("9999999999GiB")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(new ByteSize().TryParse(text, out _));
}
