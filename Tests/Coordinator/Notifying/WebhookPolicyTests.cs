using System.Net;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Notifying;

namespace Sweep.Tests.Coordinator.Notifying;

/// <summary>The addresses that a spec may make the coordinator call.</summary>
public sealed class WebhookPolicyTests
{
    [Theory]
    [InlineData("https://hooks.example.org/a/b")]
    [InlineData("https://hooks.example.org:8443/a")]
    [InlineData("https://1.1.1.1/a")]
    public void Refuse_HttpsToThePublic_IsAllowed(string address) =>
        Assert.Null(new WebhookPolicy(NotifyOptions.Default).Refuse(new Webhook(address)));

    [Theory]
    [InlineData("http://hooks.example.org/a", "expected https")]
    [InlineData("https://localhost/a", "not on the public internet")]
    [InlineData("https://127.0.0.1/a", "not on the public internet")]
    [InlineData("https://127.1/a", "not on the public internet")]
    [InlineData("https://2130706433/a", "not on the public internet")]
    [InlineData("https://169.254.169.254/latest", "not on the public internet")]
    [InlineData("https://[::1]/a", "not on the public internet")]
    [InlineData("https://[::ffff:10.0.0.1]/a", "not on the public internet")]
    public void Refuse_InternalHost_NamesTheSettingThatAllowsIt(string address, string expected)
    {
        var refusal = new WebhookPolicy(NotifyOptions.Default).Refuse(new Webhook(address));

        Assert.Contains(expected, refusal, StringComparison.Ordinal);
        Assert.Contains("notify-hosts", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_HostsConfigured_AllowsOnlyThose()
    {
        var policy = new WebhookPolicy(NotifyOptions.Default with { Hosts = ["relay.internal", "10.0.0.5:9000"] });

        Assert.Null(policy.Refuse(new Webhook("http://relay.internal/a")));
        Assert.Null(policy.Refuse(new Webhook("http://10.0.0.5:9000/a")));
        Assert.NotNull(policy.Refuse(new Webhook("http://10.0.0.5:9001/a")));
        Assert.Contains(
            "only webhooks on 10.0.0.5:9000, relay.internal",
            policy.Refuse(new Webhook("https://hooks.example.org/a")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "notifies no webhooks of specs",
            new WebhookPolicy(NotifyOptions.Default with { Hosts = ["none"] }).Refuse(new Webhook("https://hooks.example.org/a")),
            StringComparison.Ordinal
        );
        Assert.Null(
            new WebhookPolicy(NotifyOptions.Default with { Hosts = ["public", "relay.internal"] }).Refuse(
                new Webhook("https://hooks.example.org/a")
            )
        );
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:192.168.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Is_AnAddress_IsPublicOrNot(string address, bool expected) =>
        Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));
}
