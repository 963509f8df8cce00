using System.Diagnostics;
using MassTransit;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The coordinator's spans of the stages that the current orders begin, so that the worker's spans can become their children.
/// </summary>
internal static class OrderTraces
{
    private static readonly AsyncLocal<IReadOnlyDictionary<StageId, ActivityContext>?> _current = new();

    /// <summary>Null when no orders are being obeyed, or their sender does not trace.</summary>
    public static IReadOnlyDictionary<StageId, ActivityContext>? Current => _current.Value;

    /// <summary>Sets <see cref="Current"/> for the asynchronous flow that obeys these orders.</summary>
    public static void SetCurrent(ConsumeContext orders) => _current.Value = Traces.Worker.HasListeners() ? Read(orders) : null;

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
