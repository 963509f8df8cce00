using System.Net;
using Sweep.Coordinator.Api;

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
    [InlineData("127.0.0.1:1", false, true)]
    [InlineData("[::1]:1", false, true)]
    [InlineData("0.0.0.0:1", false, false)]
    [InlineData("10.0.0.7:1", false, false)]
    [InlineData("[::]:1", false, false)]
    [InlineData("0.0.0.0:1", true, true)]
    public void Refuse_AddressThatOthersReach_OnlyWhenAsked(string address, bool unprotected, bool isAllowed)
    {
        var why = ListenAddress.Refuse(new ApiOptions { Listen = IPEndPoint.Parse(address), ListenUnprotected = unprotected });

        Assert.Equal(isAllowed, why is null);
        Assert.DoesNotContain('\n', why ?? "");
    }
}
