using System.Net;
using System.Net.Sockets;
using Sweep.Tests.Cli.Running;

namespace Sweep.Tests.Cli.Remote;

/// <summary>What a verb loads that only calls a coordinator.</summary>
public sealed class LoadedLibrariesTests
{
    /// <summary>The coordinator accepts and never answers, so that the verb is held within its call.</summary>
    [Fact]
    public async Task List_OfACluster_LoadsNeitherStoreNorLibtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has mapped is read from /proc.");
        using var coordinator = new TcpListener(IPAddress.Loopback, 0);
        coordinator.Start();
        using var list = SweepProcess.Start("list", "--server", $"http://{coordinator.LocalEndpoint}");
        using var call = await coordinator.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        var maps = await File.ReadAllTextAsync($"/proc/{list.Id}/maps", TestContext.Current.CancellationToken);

        Assert.Contains("/Sweep.Client.dll", maps, StringComparison.Ordinal);
        Assert.All(
            (string[])["TorchSharp", "libtorch", "e_sqlite3", "Microsoft.Data.Sqlite", "MongoDB", "MassTransit"],
            library => Assert.DoesNotContain(library, maps, StringComparison.OrdinalIgnoreCase)
        );
        list.Signal("KILL");
        await list.EndAsync();
    }
}
