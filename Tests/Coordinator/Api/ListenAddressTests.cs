using System.Net;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api;

public class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:5080", "127.0.0.1:5080")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("[::1]:5080", "[::1]:5080")]
    public void TryParse_AddressWithPort_IsIt(string text, string expected)
    {
        Assert.True(new ListenAddress().TryParse(text, out var address));
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
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(new ListenAddress().TryParse(text, out _));

    [Theory]
    [InlineData("127.0.0.1:1", "", true)]
    [InlineData("[::1]:1", "", true)]
    [InlineData("0.0.0.0:1", "", false)]
    [InlineData("0.0.0.0:1", "token", false)]
    [InlineData("10.0.0.7:1", "tls", false)]
    [InlineData("[::]:1", "tls token", true)]
    [InlineData("0.0.0.0:1", "unprotected", true)]
    public void Refuse_AddressThatOthersReach_TakesTlsAndATokenOrToBeAsked(string address, string given, bool isAllowed)
    {
        foreach (var options in new[] { new ApiOptions { Listen = IPEndPoint.Parse(address) }, new ApiOptions { Page = IPEndPoint.Parse(address) } })
        {
            var why = ListenAddress.Refuse(
                options with { ListenUnprotected = given == "unprotected", Tls = given.Contains("tls", StringComparison.Ordinal) ? new TlsFiles("a", "b") : null },
                isTokenAsked: given.Contains("token", StringComparison.Ordinal));

            Assert.Equal(isAllowed, why is null);
            Assert.DoesNotContain('\n', why ?? "");
        }
    }
}
