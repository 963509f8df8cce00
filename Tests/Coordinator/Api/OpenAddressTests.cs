using System.Net;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api;

public class OpenAddressTests
{
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
        foreach (
            var options in new[]
            {
                new ApiOptions { Listen = IPEndPoint.Parse(address) },
                new ApiOptions { Page = IPEndPoint.Parse(address) },
            }
        )
        {
            var why = OpenAddress.Refuse(
                options with
                {
                    ListenUnprotected = given == "unprotected",
                    Tls = given.Contains("tls", StringComparison.Ordinal) ? new TlsFiles("a", "b") : null,
                },
                isTokenAsked: given.Contains("token", StringComparison.Ordinal)
            );

            Assert.Equal(isAllowed, why is null);
            Assert.DoesNotContain('\n', why ?? "");
        }
    }
}
