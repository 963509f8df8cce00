using System.Text;
using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Messages that no program of ours sends, or that come more than once, late, or in another order.</summary>
public sealed class MessageTests
{
    private const string Envelope = "application/vnd.masstransit+json";

    [Fact]
    public async Task WrongMessages_AmongTheRightOnes_ChangeNothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "2");
        var worker = await tap.FirstWorkerAsync();
        await tap.ListenToOrdersAsync(worker);
        await cluster.SubmitAsync(Specs.Noop("odd", seeds: 30));
        gate.Release(10);
        await cluster.ReachesAsync("odd", completed: 10, running: 2);
        await tap.CompletedAsync(10);

        (string Exchange, string Key)[] ways = [(QueueNames.Reports, ""), (QueueNames.Orders, worker)];
        foreach (var (exchange, key) in ways)
        {
            var heard = tap.Messages.Where(message => message.Exchange == exchange).ToList();
            await tap.SendAsync(exchange, key, "{ not json"u8.ToArray(), Envelope);
            await tap.SendAsync(exchange, key, new byte[] { 0xFF, 0xFE, 0 }, contentType: null);
            await tap.SendAsync(exchange, key, ReadOnlyMemory<byte>.Empty, Envelope);
            await tap.SendAsync(
                exchange,
                key,
                Encoding.UTF8.GetBytes("""{ "messageType": ["urn:message:Nobody:Nothing"], "message": {} }"""),
                Envelope
            );
            await tap.SendAsync(BusTap.Changed(heard[0], message => message["version"] = 99));
            await tap.SendAsync(heard[0] with { Body = heard[0].Body[..(heard[0].Body.Length / 2)] });
            // All of them again, the newest first.
            foreach (var message in Enumerable.Reverse(heard))
                await tap.SendAsync(message);
        }

        gate.Open();
        await cluster.CompletesAsync("odd");
        Assert.All(await cluster.TrialsAsync("odd"), trial => Assert.Equal(TrialState.Completed, trial.State));
        Assert.All(await cluster.StagesAsync("odd"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Failures)));
        await cluster.Coordinator.SaysAsync("version 99");
        await Until.TrueAsync(
            "the broken reports are kept for a look at them",
            async () => await tap.CountAsync(QueueNames.Reports + "_error") >= 3,
            cluster.State
        );
    }
}
