using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>
/// Malformed requests to every RPC and every path, over real sockets: each gets a proper status, nothing is logged as a fault, and the
/// coordinator answers as before.
/// </summary>
public class FuzzTests
{
    private const int Clients = 8;

    /// <summary>Requests in a hundred that are no HTTP at all.</summary>
    private const int Garbage = 2;

    private const long MostGrowth = 32L << 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Requests_Malformed_GetAProperStatus() => FuzzAsync(3_000, isLong: false);

    [Fact]
    [Trait("Category", "Chaos")]
    public Task Requests_HundredThousandMalformed_GetAProperStatusAndLeaveNothingBehind() => FuzzAsync(100_000, isLong: true);

    /// <param name="isLong">Whether memory is looked at too; beside other tests it says nothing.</param>
    private static async Task FuzzAsync(int requests, bool isLong)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("SWEEP_FUZZ_SEED") ?? "20240817", CultureInfo.InvariantCulture);
        await using var server = await ApiServer.StartAsync(logs: true);
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await FinishedSweep.WorkAsync(server.Ledger, "small", most: 2);
        server.Join("node1-7-a");
        var tally = new Tally();
        var watch = Stopwatch.StartNew();

        await RunAsync(server, seed, requests / 2, tally);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(server, seed + Clients, requests - (requests / 2), tally);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {requests} requests in {watch.Elapsed.TotalSeconds:0} s, {growth >> 10} KiB more at the end than at half; {tally}"
        );
        Assert.True(tally.Faults.IsEmpty, string.Join('\n', tally.Faults.Take(20)));
        Assert.True(server.Logged.IsEmpty, string.Join('\n', server.Logged.Take(20)));
        Assert.True((await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Named("after") }, cancellationToken: Stop)).Created);
        if (isLong)
            Assert.True(growth < MostGrowth, $"{growth} bytes more at the end than at half");
    }

    private static Task RunAsync(ApiServer server, int seed, int requests, Tally tally) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(client => Task.Run(() => RunOneAsync(server, new Random(seed + client), requests / Clients, tally), Stop))
        );

    private static async Task RunOneAsync(ApiServer server, Random random, int requests, Tally tally)
    {
        using var grpc = new GrpcFuzz(new Uri(server.Address), random);
        using var http = new HttpFuzz(server.Page, random);
        for (var i = 0; i < requests; i++)
        {
            if (i % 100 == 0)
                await ResubmitAsync(server);
            if (random.Next(100) < Garbage)
                await ThrowGarbageAsync(random.Next(2) == 0 ? new Uri(server.Address) : server.Page, random, tally);
            else if (random.Next(2) == 0)
                await grpc.AskAsync(tally);
            else
                await http.AskAsync(tally);
        }
    }

    /// <summary>Some of what is asked for is done: the sweep may be deleted by now, and by another client a moment later.</summary>
    private static async Task ResubmitAsync(ApiServer server)
    {
        try
        {
            await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Replace = true }, cancellationToken: Stop);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound) { }
    }

    /// <summary>Answered or not, it must not hurt.</summary>
    private static async Task ThrowGarbageAsync(Uri to, Random random, Tally tally)
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
            "GET /v1/sweeps HTTP/1.1\r\n"u8.ToArray().AsSpan(0, Math.Min(25, bytes.Length)).CopyTo(bytes);
        using var socket = new TcpClient();
        await socket.ConnectAsync(to.Host, to.Port, Stop);
        try
        {
            await socket.GetStream().WriteAsync(bytes, Stop);
        }
        catch (IOException)
        {
            // It has hung up.
        }

        tally.Count("garbage");
    }
}
