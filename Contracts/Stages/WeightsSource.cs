namespace Sweep.Contracts.Stages;

/// <summary>Published weights from which a network starts, instead of a pretrain stage.</summary>
/// <param name="Name">
/// A name of the weights catalogue (<c>timm/vgg16_bn.tv_in1k</c>) or a file in a data folder's <c>weights</c> directory
/// (<c>mobilenetv1_025_imagenet.safetensors</c>).
/// </param>
/// <param name="Sha256">The file's SHA-256 in hex, which makes the content part of the stage's identity; null uses the catalogue's.</param>
public sealed record WeightsSource(string Name, string? Sha256 = null);
