using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>The number types of the format, with their size in bytes and libtorch's names.</summary>
internal static class TensorTypes
{
    private static readonly Dictionary<string, (ScalarType Type, int Size)> _types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = (ScalarType.Bool, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["I8"] = (ScalarType.Int8, 1),
        ["I16"] = (ScalarType.Int16, 2),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I32"] = (ScalarType.Int32, 4),
        ["F32"] = (ScalarType.Float32, 4),
        ["I64"] = (ScalarType.Int64, 8),
        ["F64"] = (ScalarType.Float64, 8),
    };

    public static IReadOnlyCollection<string> Names => _types.Keys;

    /// <summary>Bytes of one number; null for an unknown type.</summary>
    public static int? Size(string name) => _types.TryGetValue(name, out var entry) ? entry.Size : null;

    public static ScalarType Type(string name) => _types[name].Type;

    /// <exception cref="NotSupportedException">The type is not in the list.</exception>
    public static string Name(ScalarType type)
    {
        foreach (var (name, entry) in _types)
        {
            if (entry.Type == type)
            {
                return name;
            }
        }

        throw new NotSupportedException($"Tensors of {type} are not stored; these are: {string.Join(", ", Names)}.");
    }
}
