namespace Sweep.Worker.Data.Pulling;

/// <summary>The outcome of a pull.</summary>
/// <param name="Path">The data set's folder, or the weights file.</param>
/// <param name="AlreadyThere">True when nothing had to be downloaded.</param>
/// <param name="Summary">What the verification found.</param>
/// <param name="Notes">What the user must know; usually empty.</param>
public sealed record PullOutcome(string Name, string Path, bool AlreadyThere, string Summary, IReadOnlyList<string> Notes);
