using System.Diagnostics;
using MassTransit;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;

namespace Sweep.Worker.Messaging;

/// <summary>The spans that handed out what the orders at hand begin, for whatever begins while they are obeyed.</summary>
internal static class OrderTraces
{
    private static readonly AsyncLocal<IReadOnlyDictionary<StageId, ActivityContext>?> _current = new();

    /// <summary>Null when no orders are at hand, or their sender traces nothing.</summary>
    public static IReadOnlyDictionary<StageId, ActivityContext>? Current => _current.Value;

    /// <summary>To be called in the flow that obeys them.</summary>
    public static void Take(ConsumeContext orders) => _current.Value = Traces.Worker.HasListeners() ? Read(orders) : null;

    private static Dictionary<StageId, ActivityContext>? Read(ConsumeContext orders)
    {
        var traces = new Dictionary<StageId, ActivityContext>();
        foreach (var (stage, text) in orders.Headers.Get<Dictionary<string, string>>(Traces.Header) ?? [])
        {
            if (Traces.FromHeader(text) is { } context)
                traces[StageId.Parse(stage)] = context;
        }

        return traces.Count == 0 ? null : traces;
    }
}
