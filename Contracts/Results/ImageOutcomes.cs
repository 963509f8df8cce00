using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Contracts.Results;

/// <summary>
/// Whether a network classified each test image correctly, in the order of the set, so that two networks tested on the same images can be
/// compared image by image. In JSON it is a base64 text with 2 bits per image.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class ImageOutcomes : IEquatable<ImageOutcomes>
{
    /// <summary>
    /// The bits of each image: the lower one is set when the most probable class is right, the upper one when the class is among the five
    /// most probable.
    /// </summary>
    private const int BitsPerImage = 2;

    private const int PerByte = 8 / BitsPerImage;

    private readonly byte[] _bytes;

    private ImageOutcomes(int images, byte[] bytes) => (Images, _bytes) = (images, bytes);

    public int Images { get; }

    /// <param name="codes">
    /// One code per image: 0 when its class is not among the five most probable, 1 when it is, 2 when it is the most probable one.
    /// </param>
    public static ImageOutcomes Of(ReadOnlySpan<byte> codes)
    {
        var bytes = new byte[(codes.Length + PerByte - 1) / PerByte];
        for (var image = 0; image < codes.Length; image++)
        {
            bytes[image / PerByte] |= (byte)(
                (
                    codes[image] switch
                    {
                        0 => 0,
                        1 => 2,
                        _ => 3,
                    }
                ) << (image % PerByte * BitsPerImage)
            );
        }

        return new ImageOutcomes(codes.Length, bytes);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not in this format.</exception>
    public static ImageOutcomes Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(int))
            throw new FormatException("The outcomes of the test images are cut off.");
        var images = BitConverter.ToInt32(bytes);
        var bits = bytes[sizeof(int)..];
        return images >= 0 && bits.Length == ((long)images + PerByte - 1) / PerByte
            ? new ImageOutcomes(images, bits.ToArray())
            : throw new FormatException($"The outcomes of {images} test images have {bits.Length} bytes.");
    }

    public bool IsTop1(int image)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)image, (uint)Images);
        return ((_bytes[image / PerByte] >> (image % PerByte * BitsPerImage)) & 1) != 0;
    }

    /// <summary>The number of images in 4 bytes, followed by bytes of four images each.</summary>
    public byte[] ToBytes() => [.. BitConverter.GetBytes(Images), .. _bytes];

    public bool Equals([NotNullWhen(true)] ImageOutcomes? other) =>
        other is not null && other.Images == Images && other._bytes.AsSpan().SequenceEqual(_bytes);

    public override bool Equals(object? obj) => Equals(obj as ImageOutcomes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    private sealed class Converter : JsonConverter<ImageOutcomes>
    {
        public override ImageOutcomes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return ImageOutcomes.Read(reader.GetBytesFromBase64());
            }
            catch (FormatException error)
            {
                throw new JsonException(error.Message, error);
            }
        }

        public override void Write(Utf8JsonWriter writer, ImageOutcomes value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.ToBytes());
    }
}
