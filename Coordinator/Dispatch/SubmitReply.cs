namespace Sweep.Coordinator.Dispatch;

/// <summary>What came of a submission.</summary>
/// <param name="IsNew">False when the same spec was there under this name already; then nothing was changed.</param>
/// <param name="Message">One line for the user.</param>
public sealed record SubmitReply(string Name, bool IsNew, string Message)
{
    /// <summary>Why nothing of it can be executed for now, with what to do; null when something can, as far as workers have told.</summary>
    public string? Warning { get; init; }
}
