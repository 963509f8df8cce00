using Sweep.Worker.Data.Downloads;

namespace Sweep.Worker.Data.Weights;

/// <summary>Published weights that the product knows. What input they expect, the reader of the file knows.</summary>
/// <param name="Name">Of its repository on the Hugging Face hub, as the spec writes it.</param>
/// <param name="Top1">On ImageNet's validation set, in percent, as published.</param>
public sealed record WeightsEntry(string Name, string Licence, double Top1, RemoteFile File);
