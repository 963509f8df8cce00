namespace Sweep.Worker.Data.Sources;

/// <summary>Both splits of a data set on disk.</summary>
/// <param name="ClassNames">One name for each original label.</param>
internal sealed record ImageSources(IImageSource Train, IImageSource Test, IReadOnlyList<string> ClassNames);
