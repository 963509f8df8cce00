using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Places;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Transport;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Cluster.Running;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>Stores, folders of checkpoints and brokers that are not as they should be. See BucketTests for S3, and Tests/Cluster for a real broker.</summary>
public sealed class PlacesTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Store_NotThereYet_IsOk()
    {
        var finding = await StoreAsync();

        Assert.Equal((FindingState.Ok, $"{_home.Folder} holds none yet: the first sweep makes it"), (finding.State, finding.Found));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Folder));
    }

    [Fact]
    public async Task Store_WithASweep_IsReadAndNotWritten()
    {
        await _home.AddSweepAsync("small");
        var before = await File.ReadAllBytesAsync(_home.Home.Database, Stop);
        var finding = await StoreAsync();

        Assert.Equal(FindingState.Ok, finding.State);
        Assert.Contains("changes by 1 writer; opened in ", finding.Found, StringComparison.Ordinal);
        Assert.Equal(1L, finding.Facts["epoch"]);
        Assert.Equal(before, await File.ReadAllBytesAsync(_home.Home.Database, Stop));
    }

    [Fact]
    public async Task Store_OfAnotherVersion_Fails()
    {
        await _home.AddSweepAsync("small");
        using (var connection = new SqliteConnection($"Data Source={_home.Home.Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var finding = await StoreAsync();

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.StartsWith($"{_home.Home.Database} is a store of version 99", finding.Found, StringComparison.Ordinal);
        Assert.StartsWith("Use the sweep that wrote it", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_NoDatabase_Fails()
    {
        await File.WriteAllTextAsync(_home.Home.Database, new string('x', 5000), Stop);
        var finding = await StoreAsync();

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.Contains("Move it away", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_MongoThatIsNotThere_FailsAndSaysWhatToLookAt()
    {
        var finding = await new StoreCheck(
            new StoreOptions { Place = $"mongodb://127.0.0.1:{Ports.Free()}/?serverSelectionTimeoutMS=200" },
            _home.Home,
            TimeProvider.System
        ).RunAsync(Stop);

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.NotEmpty(finding.Remedy!);
    }

    [Fact]
    public async Task Checkpoints_Folder_IsUsedAndLeftAsItWas()
    {
        var finding = await CheckpointsAsync(_home.Folder);

        Assert.Equal(FindingState.Ok, finding.State);
        Assert.Equal(
            [
                "conditional_write_milliseconds",
                "conditional_writes",
                "delete_milliseconds",
                "free_bytes",
                "list_milliseconds",
                "place",
                "read_milliseconds",
                "write_milliseconds",
            ],
            finding.Facts.Keys.Order()
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Folder));
    }

    [Fact]
    public async Task Checkpoints_FolderThatIsNotThere_FailsUnlessItMayLack()
    {
        var folder = Path.Combine(_home.Folder, "share");

        Assert.Equal(FindingState.Ok, (await CheckpointsAsync(folder, mayLack: true)).State);
        var finding = await CheckpointsAsync(folder);
        Assert.Equal((FindingState.Failed, $"{folder} is not there"), (finding.State, finding.Found));
        Assert.Contains("mount the share", finding.Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Checkpoints_FolderThatCannotBeWritten_Fails()
    {
        // Nobody can make a file there, not even root.
        var finding = await CheckpointsAsync("/proc");

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.NotEmpty(finding.Remedy!);
    }

    [Fact]
    public async Task Broker_NotThere_Fails()
    {
        var host = $"127.0.0.1:{Ports.Free()}";
        var finding = await BrokerAsync(host);

        Assert.Equal((FindingState.Failed, false), (finding.State, finding.Facts["refused"]));
        Assert.StartsWith($"guest@{host}: connecting: ", finding.Found, StringComparison.Ordinal);
        Assert.StartsWith("Start RabbitMQ there", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_SomethingElse_Fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        var finding = await BrokerAsync($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await answering;

        Assert.Equal(FindingState.Failed, finding.State);
    }

    /// <summary>Answers each connection as a web server does.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Stop);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), Stop);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is done.
        }
    }

    private Task<Finding> StoreAsync() => new StoreCheck(StoreOptions.Default, _home.Home, TimeProvider.System).RunAsync(Stop);

    private static Task<Finding> CheckpointsAsync(string place, bool mayLack = false) =>
        new CheckpointsCheck(place, mayLack, null, S3Options.Default, TimeProvider.System).RunAsync(Stop);

    private static Task<Finding> BrokerAsync(string host) =>
        new BrokerCheck(BrokerOptions.Default with { Hosts = [host] }, TimeProvider.System).RunAsync(Stop);
}
