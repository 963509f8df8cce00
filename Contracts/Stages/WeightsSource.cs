namespace Sweep.Contracts.Stages;

/// <summary>Published weights a network starts from, instead of a pretrain stage.</summary>
/// <param name="Name">
/// A name of the weights catalogue (<c>timm/vgg16_bn.tv_in1k</c>) or a file in a data folder's <c>weights</c> directory
/// (<c>mobilenetv1_025_imagenet.safetensors</c>).
/// </param>
/// <param name="Sha256">The file's SHA-256 in hex, so that the stage's identity is its content; null takes the catalogue's.</param>
public sealed record WeightsSource(string Name, string? Sha256 = null);
