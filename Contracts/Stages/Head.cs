using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>What follows the last convolution.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Head>))]
public enum Head
{
    /// <summary><see cref="ImageNet"/> from 224 pixels up, else <see cref="Compact"/>.</summary>
    Auto,

    /// <summary>Global average pool and one linear layer.</summary>
    Compact,

    /// <summary>As published for ImageNet: VGG16's 7×7 pool and three linear layers with dropout.</summary>
    [JsonStringEnumMemberName("imagenet")]
    ImageNet,
}
