using Sweep.Worker.Data.Downloads;

namespace Sweep.Worker.Data.Weights;

/// <summary>Published weights that the product knows. Which input they expect is known by the file's reader, ImportedWeights.</summary>
/// <param name="Name">Name of the repository on the Hugging Face hub, which is also the name that specs use.</param>
/// <param name="Top1">The published top-1 accuracy on ImageNet's validation set, in percent.</param>
public sealed record WeightsEntry(string Name, string Licence, double Top1, RemoteFile File);
