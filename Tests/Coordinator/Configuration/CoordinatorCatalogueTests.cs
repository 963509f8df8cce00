using System.Net;
using Microsoft.Extensions.Configuration;
using Sweep.Coordinator.Configuration;
using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Coordinator.Configuration;

public class CoordinatorCatalogueTests
{
    [Fact]
    public void Read_Nothing_IsTheDefaults()
    {
        var settings = Read();

        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5080"), settings.Api.Listen);
        Assert.Equal(CoordinatorSettings.Default.Dispatch, settings.Dispatch);
    }

    [Fact]
    public void Read_Flags_ReachTheirOptions()
    {
        var settings = Read(
            "--home",
            "/srv/sweep",
            "--listen",
            "0.0.0.0:80",
            "--listen-unprotected",
            "--lease",
            "2m",
            "--back-off",
            "1s",
            "--broker-hosts",
            "mq:1"
        );

        Assert.Equal(
            ("/srv/sweep", IPEndPoint.Parse("0.0.0.0:80"), "mq:1"),
            (settings.Home, settings.Api.Listen, settings.Broker!.Hosts.Single())
        );
        Assert.Equal(
            (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)),
            (settings.Dispatch.Lease, settings.Dispatch.OrderPatience, settings.Dispatch.DeafAfter, settings.Dispatch.BackOff)
        );
    }

    [Fact]
    public void Read_Variables_AreTheCoordinatorsAndTheBrokers()
    {
        var settings = SettingsReader.Read(
            CoordinatorCatalogue.Instance,
            [],
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("SWEEP_COORDINATOR:LEASE", "90s"), new("SWEEP_BROKER:HOSTS", "mq1,mq2")])
                .Build(),
            Path.GetTempPath()
        );

        Assert.Equal(TimeSpan.FromSeconds(90), settings.Dispatch.Lease);
        Assert.Equal(["mq1", "mq2"], settings.Broker!.Hosts);
    }

    [Theory]
    [InlineData("--listen 0.0.0.0:5080", "listen: other machines reach 0.0.0.0:5080")]
    [InlineData("--listen 5080", "expected an IP address or localhost, and a port, such as 127.0.0.1:5080")]
    [InlineData("--page 0.0.0.0:5081", "page: other machines reach 0.0.0.0:5081")]
    [InlineData("--page on", "127.0.0.1:5081, or off")]
    [InlineData("--tls-key x.key", "tls.key: expected tls.certificate beside it")]
    [InlineData("--tls-certificate gone.crt --tls-key gone.key", "tls.certificate: gone.crt is not there")]
    [InlineData("--tokens gone.json", "tokens: gone.json is not there; sweep-coordinator token add")]
    [InlineData("--hosts http://x", "expected names such as sweep.example.org")]
    [InlineData("--notify-hosts http://x/y", "expected hosts such as hooks.example.org, public or none")]
    [InlineData("--notify-file gone", "notify-file: Could not find file")]
    [InlineData("--limits-streams 0", "expected a whole number, 1 or more")]
    [InlineData("--lease 1s", "lease: expected at least 2s")]
    [InlineData("--metrics 5082", "expected an IP address or localhost, and a port, such as 127.0.0.1:5082, or off")]
    [InlineData("--otlp collector:4317", "expected a URL such as http://localhost:4317")]
    [InlineData("--trace-ratio 2", "expected a number from 0 to 1")]
    [InlineData("--lisen x", "did you mean --listen?")]
    public void Read_WhatCannotBe_IsRefusedInOneLine(string flags, string said)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read(flags.Split(' ')));

        Assert.Contains(refusal.Problems, problem => problem.Contains(said, StringComparison.Ordinal) && !problem.Contains('\n'));
    }

    [Fact]
    public void Read_Telemetry_ReachesItsOptions()
    {
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5082"), Read().Telemetry.Metrics);
        var settings = Read("--metrics", "off", "--otlp", "http://collector:4317", "--trace-ratio", "0.1").Telemetry;

        Assert.Equal((null, new Uri("http://collector:4317"), 0.1), (settings.Metrics, settings.Otlp, settings.TraceRatio));
    }

    [Fact]
    public void Read_FileExampleOfTheHelp_IsAccepted()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, CoordinatorCatalogue.Instance.FileExample);

        Assert.NotNull(Read("--config", file));
        File.Delete(file);
    }

    private static CoordinatorSettings Read(params string[] flags) =>
        SettingsReader.Read(CoordinatorCatalogue.Instance, flags, new ConfigurationBuilder().Build(), Path.GetTempPath());
}
