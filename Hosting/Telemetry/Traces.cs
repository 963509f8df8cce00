using System.Diagnostics;
using OpenTelemetry.Trace;
using Sweep.Contracts.Stages;

namespace Sweep.Hosting.Telemetry;

/// <summary>
/// Traces stages. A stage's trace has the stage's own id, so that one finds the trace by the stage, and it holds all of the stage's
/// attempts, whichever processes made them. While nobody listens to a source, none of this does anything.
/// </summary>
public static class Traces
{
    /// <summary>
    /// The header of orders that holds, by stage, the W3C traceparent of the span that handed the stage out. One message has orders for
    /// many stages, each with a trace of its own, so that one traceparent for the message would not do.
    /// </summary>
    public const string Header = "sweep-traceparents";

    public static ActivitySource Coordinator { get; } = new("Sweep.Coordinator");

    public static ActivitySource Worker { get; } = new("Sweep.Worker");

    /// <summary>Makes the context of an attempt's first span: it is in the stage's trace, and has no parent.</summary>
    public static ActivityContext Of(StageId stage) =>
        new(ActivityTraceId.CreateFromString(stage.ToString()), default, ActivityTraceFlags.None);

    public static string ToHeader(Activity span) => span.Id!;

    /// <summary>Returns null when the text is not a traceparent.</summary>
    public static ActivityContext? FromHeader(string? text) =>
        ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : null;

    public static void Describe(this Activity span, StageDefinition stage, int attempt) =>
        span.SetTag("sweep.stage", stage.Id.ToString())
            .SetTag("sweep.kind", Label.Of(stage.Kind))
            .SetTag("sweep.architecture", stage.Model.Architecture)
            .SetTag("sweep.dataset", stage.Data.Dataset)
            .SetTag("sweep.attempt", attempt);

    /// <summary>Decides by the trace's id, unless the parent span has decided. So every program decides alike.</summary>
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
