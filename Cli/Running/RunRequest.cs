using System.Net;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Worker.Configuration;
using Sweep.Worker.Data;

namespace Sweep.Cli.Running;

/// <summary>What <c>sweep run</c> was asked to do.</summary>
public sealed record RunRequest
{
    public required SweepHome Home { get; init; }

    public StoreOptions Store { get; init; } = StoreOptions.Default;

    public required SweepSpec Spec { get; init; }

    /// <summary>The text that <see cref="Spec"/> was read from.</summary>
    public required string SpecText { get; init; }

    /// <summary>What the sweep is called; the spec's name unless another is given.</summary>
    public required string Name { get; init; }

    public EngineChoice Engine { get; init; } = EngineChoice.Train;

    public required DataFolders Data { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>Threads of each worker.</summary>
    public int Threads { get; init; } = 1;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Forget a sweep of this name that has another spec; its finished stages are reused.</summary>
    public bool Replace { get; init; }

    /// <summary>Let a sweep of this name grow into this one, which has all its trials.</summary>
    public bool Extend { get; init; }

    /// <summary>Where the web page is while it runs; null for none.</summary>
    public IPEndPoint? Page { get; init; }

    /// <summary>Whom to tell of it beside who its spec names.</summary>
    public NotifyOptions Notify { get; init; } = NotifyOptions.Trusting;

    public bool Verbose { get; init; }
}
