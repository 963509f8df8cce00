using Sweep.Worker.Data.Pulling;

namespace Sweep.Worker.Running;

/// <summary>
/// Options of the engine that executes stages. Only <see cref="Threads"/>, <see cref="Device"/> and <see cref="Deterministic"/> can change
/// a result, and only in its last digits.
/// </summary>
public sealed record EngineOptions
{
    public static EngineOptions Default { get; } = new();

    /// <summary><c>auto</c> (the first GPU, or the CPU where there is none), <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Number of threads of libtorch's operators on the CPU.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// On a GPU, true makes a stage that runs again or continues elsewhere end with the same bits. False lets cuDNN use its fastest
    /// algorithms, which may add in another order each time; docs/gpu.md tells what that gains.
    /// </summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>Time between two resume checkpoints: at most this much work is lost when a worker dies.</summary>
    public TimeSpan ResumeInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How missing data sets and published weights are downloaded before a stage that needs them. Null downloads nothing: the stage fails,
    /// and its error says what is missing and how to get it.
    /// </summary>
    public PullOptions? Pull { get; init; }

    /// <summary>The folder from which memory limits are read; see <see cref="Machine.ControlGroups"/>.</summary>
    public string MachineRoot { get; init; } = "/";

    /// <summary>Time between two progress reports within an epoch.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);
}
