using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

public class TraceTests
{
    [Fact]
    public async Task Trace_OfAStage_IsWholeAcrossTheProgramsAndLinksToItsParents()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        string[] traced = ["--otlp", receiver.Url.ToString()];
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
            cluster.CoordinatorFlags = [.. cluster.CoordinatorFlags, .. traced]
        );
        var worker = await cluster.StartNoopAsync([.. traced, "--log-level", "debug"]);
        await cluster.SubmitAsync(Specs.Noop("traced", seeds: 1, epochs: 2));
        await cluster.CompletesAsync("traced");
        var exemplars = await Scrape.ExemplarsAsync(cluster.Coordinator, "sweep_stage_duration_seconds_bucket");
        // What they still have to send is sent at the end.
        worker.Signal("TERM");
        await worker.EndAsync();
        cluster.Coordinator.Signal("TERM");
        await cluster.Coordinator.EndAsync();

        var spans = receiver.Spans;
        var roots = spans.Where(span => span.Name == "attempt").ToDictionary(span => span.Tags["sweep.kind"]);
        Assert.Equal(["prune", "train"], roots.Keys.Order());
        foreach (var root in roots.Values)
        {
            // The trace has the stage's id, and nothing is above its first span.
            Assert.Equal((root.Tags["sweep.stage"], ""), (root.Trace, root.Parent));
            var (handOut, store) = (Only(root, "hand-out", root), Only(root, "store", root));
            var execute = Only(root, "execute", handOut);
            Assert.Equal(("sweep-coordinator", "sweep-worker"), (handOut.Service, execute.Service));
            Assert.Equal(("completed", "completed"), (root.Tags["sweep.outcome"], execute.Tags["sweep.outcome"]));
            var epochs = spans.Where(span => span.Name == "epoch" && span.Trace == root.Trace).OrderBy(span => span.Start).ToList();
            Assert.Equal(["1", "2"], epochs.Select(span => span.Tags["sweep.epoch"]));
            Assert.All(epochs, span => Assert.Equal(execute.Id, span.Parent));
            Assert.All(spans.Where(span => span.Trace == root.Trace), span => Assert.InRange(span.End, span.Start, ulong.MaxValue));
            Assert.InRange(store.End, store.Start, root.End);
            // Whoever reads the log finds the trace.
            Assert.True(worker.Says($"[trace {root.Trace}]"), worker.Said);
        }

        Assert.Equal((roots["train"].Trace, roots["train"].Id), Assert.Single(roots["prune"].Links));
        var submit = spans.Single(span => span.Name == "submit");
        Assert.Equal((submit.Trace, submit.Id), Assert.Single(roots["train"].Links));
        // Whoever sees a duration in Grafana finds the trace.
        Assert.Equal(roots.Values.Select(root => (root.Trace, root.Id)).Order(), exemplars.Order());
        Assert.Equal(("traced", submit.Id), (submit.Tags["sweep.name"], spans.Single(span => span.Name == "plan").Parent));

        OtlpReceiver.Span Only(OtlpReceiver.Span root, string name, OtlpReceiver.Span above)
        {
            var span = Assert.Single(spans, span => span.Trace == root.Trace && span.Name == name);
            Assert.Equal((name, above.Id), (name, span.Parent));
            return span;
        }
    }

    [Fact]
    public async Task Trace_RatioOfNone_KeepsNone()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        string[] traced = ["--otlp", receiver.Url.ToString(), "--trace-ratio", "0"];
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
            cluster.CoordinatorFlags = [.. cluster.CoordinatorFlags, .. traced]
        );
        var worker = await cluster.StartNoopAsync(traced);
        await cluster.SubmitAsync(Specs.Noop("untraced", seeds: 1));
        await cluster.CompletesAsync("untraced");
        worker.Signal("TERM");
        await worker.EndAsync();
        cluster.Coordinator.Signal("TERM");
        await cluster.Coordinator.EndAsync();

        Assert.Empty(receiver.Spans);
        Assert.DoesNotContain("[trace ", cluster.Said(), StringComparison.Ordinal);
    }
}
