using System.Net;
using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Hosting.Configuration;

public class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:5080", "127.0.0.1:5080")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("[::1]:5080", "[::1]:5080")]
    public void TryParse_AddressWithPort_IsRead(string text, string expected)
    {
        Assert.True(new ListenAddress(5080).TryParse(text, out var address));
        Assert.Equal(IPEndPoint.Parse(expected), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5080")]
    [InlineData(":5080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("example.org:5080")]
    [InlineData("http://127.0.0.1:5080")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(new ListenAddress(5080).TryParse(text, out _));
}
