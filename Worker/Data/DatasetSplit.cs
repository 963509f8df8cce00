namespace Sweep.Worker.Data;

/// <summary>Which images a <c>data</c> block chooses: record numbers, or paths in the data set's folder.</summary>
/// <param name="Digest">As <see cref="Dataset.SplitDigest"/>.</param>
public sealed record DatasetSplit(IReadOnlyList<string> Train, IReadOnlyList<string> Test, string Digest);
