using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>The layers after the last convolution.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Head>))]
public enum Head
{
    /// <summary><see cref="ImageNet"/> from 224 pixels up, else <see cref="Compact"/>.</summary>
    Auto,

    /// <summary>A global average pool and one linear layer.</summary>
    Compact,

    /// <summary>The head published for ImageNet: VGG16's 7×7 pool and three linear layers with dropout.</summary>
    [JsonStringEnumMemberName("imagenet")]
    ImageNet,
}
