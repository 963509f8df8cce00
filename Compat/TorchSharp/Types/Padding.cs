namespace TorchSharp;

/// <summary>Padding by name, for <see cref="torch.nn.functional.conv2d_padding"/>.</summary>
public enum Padding
{
    /// <summary>None.</summary>
    Valid = 0,

    /// <summary>As much as keeps the size; only with stride one.</summary>
    Same = 1,
}
