using System.Diagnostics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Telemetry;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Telemetry;

public sealed class AttemptTracesTests : IDisposable
{
    private static readonly StageDefinition _root = SampleSweep.Definition("traced");
    private static readonly StageDefinition _child = SampleSweep.Definition("traced/child");

    private readonly AttemptTraces _traces = new(TimeProvider.System);
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Sweep.Coordinator",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public AttemptTracesTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    /// <summary>A pass may see the parent's end in the ledger before it has been reported to the traces.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Queued_Child_LinksToItsParentsAttemptReportedBeforeOrAfter(bool isToldBefore)
    {
        using (Traces.Coordinator.StartActivity("submit"))
            _traces.OnSubmitting([_root.Id]);
        var parent = Queue(_root);
        if (isToldBefore)
            _traces.OnCompleted(new StageCompleted(_root.Id, 1, "w", SampleSweep.Result(), []));

        var child = Queue(_child);

        Assert.Equal(parent.Context, Assert.Single(child.Links).Context);
    }

    [Fact]
    public void Queued_Root_LinksToItsSubmissionAlsoWhenItRunsAgain()
    {
        // The test runner has an activity of its own.
        Activity.Current = null;
        ActivityContext submission;
        using (var span = Traces.Coordinator.StartActivity("submit")!)
        {
            _traces.OnSubmitting([_root.Id]);
            submission = span.Context;
        }

        Assert.Equal(submission, Assert.Single(Queue(_root).Links).Context);
        _traces.OnCompleted(new StageCompleted(_root.Id, 1, "w", SampleSweep.Result(), []));

        Assert.Equal(submission, Assert.Single(Queue(_root, attempt: 2).Links).Context);
    }

    private Activity Queue(StageDefinition stage, int attempt = 1)
    {
        _traces.OnQueued(new RunStage { Stage = stage, Attempt = attempt }, "w");
        return _traces.Find(new Sweep.Coordinator.Store.Lease(stage.Id, attempt, "w"))!;
    }
}
