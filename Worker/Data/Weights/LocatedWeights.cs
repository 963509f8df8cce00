namespace Sweep.Worker.Data.Weights;

/// <summary>A weights file that exists and has the expected content.</summary>
/// <param name="Sha256">Its SHA-256 in lower-case hex.</param>
/// <param name="Entry">Its catalogue entry; null for a file that is not in the catalogue.</param>
public sealed record LocatedWeights(string Path, string Sha256, WeightsEntry? Entry);
