namespace Sweep.Worker.Data;

/// <summary>The images that a <c>data</c> block chooses, as record numbers or as paths in the data set's folder.</summary>
/// <param name="Digest">See <see cref="Dataset.SplitDigest"/>.</param>
public sealed record DatasetSplit(IReadOnlyList<string> Train, IReadOnlyList<string> Test, string Digest);
