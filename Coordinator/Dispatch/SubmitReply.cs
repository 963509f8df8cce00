namespace Sweep.Coordinator.Dispatch;

/// <summary>What came of a submission.</summary>
/// <param name="IsNew">False when the same spec was there under this name already; then nothing was changed.</param>
/// <param name="Message">One line for the user.</param>
public sealed record SubmitReply(string Name, bool IsNew, string Message);
