using Sweep.Worker.Data.Downloads;

namespace Sweep.Worker.Running;

/// <summary>
/// How a worker executes stages. Only <see cref="Threads"/>, <see cref="Device"/> and <see cref="Deterministic"/> can change a result, in its
/// last digits.
/// </summary>
public sealed record EngineOptions
{
    public static EngineOptions Default { get; } = new();

    /// <summary><c>auto</c> (the first GPU, or the CPU where there is none), <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Of libtorch's operators on the CPU.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// On a GPU: a stage that runs again, or goes on elsewhere, ends with the same bits. False lets cuDNN take its fastest algorithms, which may
    /// add in another order each time: see docs/gpu.md for what that gains.
    /// </summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>At most this much work is lost when a worker dies.</summary>
    public TimeSpan ResumeInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How a data set, or published weights, that this machine lacks is brought before a stage that needs it. Null brings nothing:
    /// the stage fails and says what is missing and how to get it.
    /// </summary>
    public PullOptions? Pull { get; init; }

    /// <summary>Where the machine says what memory it leaves; see <see cref="Machine.ControlGroups"/>.</summary>
    public string MachineRoot { get; init; } = "/";

    /// <summary>Between two reports inside an epoch.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);
}
