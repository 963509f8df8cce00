namespace Sweep.Worker.Data.Downloads;

/// <summary>What a pull left.</summary>
/// <param name="Path">The data set's folder, or the weights' file.</param>
/// <param name="AlreadyThere">Nothing had to be brought.</param>
/// <param name="Summary">What was found there when it was verified.</param>
/// <param name="Notes">What its user must know; empty when there is nothing.</param>
public sealed record PullOutcome(string Name, string Path, bool AlreadyThere, string Summary, IReadOnlyList<string> Notes);
