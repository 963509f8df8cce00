using System.Diagnostics;
using OpenTelemetry.Trace;
using Sweep.Contracts.Stages;

namespace Sweep.Hosting.Telemetry;

/// <summary>
/// Traces of stages. A stage's trace has the stage's own id, so that whoever has the one finds the other, and all of its attempts are in
/// it, whichever processes they are of. While nobody listens to a source, none of this does anything.
/// </summary>
public static class Traces
{
    /// <summary>
    /// Header of orders: by stage, the W3C traceparent of the span that handed it out. One message has the orders for many stages, each
    /// with a trace of its own, so that the header of the message as a whole would not do.
    /// </summary>
    public const string Header = "sweep-traceparents";

    public static ActivitySource Coordinator { get; } = new("Sweep.Coordinator");

    public static ActivitySource Worker { get; } = new("Sweep.Worker");

    /// <summary>For the first span of an attempt: in the stage's trace, below no other.</summary>
    public static ActivityContext Of(StageId stage) =>
        new(ActivityTraceId.CreateFromString(stage.ToString()), default, ActivityTraceFlags.None);

    public static string ToHeader(Activity span) => span.Id!;

    /// <summary>Null for what is no traceparent.</summary>
    public static ActivityContext? FromHeader(string? text) =>
        ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : null;

    public static void Describe(this Activity span, StageDefinition stage, int attempt) =>
        span.SetTag("sweep.stage", stage.Id.ToString())
            .SetTag("sweep.kind", Label.Of(stage.Kind))
            .SetTag("sweep.architecture", stage.Model.Architecture)
            .SetTag("sweep.dataset", stage.Data.Dataset)
            .SetTag("sweep.attempt", attempt);

    /// <summary>Decides by a trace's id, unless a span above has decided: so every program decides alike.</summary>
    internal sealed class StageSampler(double ratio) : Sampler
    {
        private readonly TraceIdRatioBasedSampler _byId = new(ratio);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            var above = samplingParameters.ParentContext;
            return above.SpanId == default
                ? _byId.ShouldSample(samplingParameters)
                : new SamplingResult(
                    above.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop
                );
        }
    }
}
