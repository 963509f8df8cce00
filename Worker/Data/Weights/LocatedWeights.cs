namespace Sweep.Worker.Data.Weights;

/// <summary>A weights file that is there and is what was asked for.</summary>
/// <param name="Sha256">In lower-case hex.</param>
/// <param name="Entry">Null for a file that the catalogue does not know.</param>
public sealed record LocatedWeights(string Path, string Sha256, WeightsEntry? Entry);
