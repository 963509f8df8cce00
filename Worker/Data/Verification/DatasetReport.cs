using System.Globalization;

namespace Sweep.Worker.Data.Verification;

/// <summary>What an inspection found in a data set's folder.</summary>
/// <param name="Train">Number of training images; of all images when the spec draws the split.</param>
/// <param name="Test">Number of test images; null when the spec draws the split.</param>
/// <param name="IsWhole">True when there are as many images as in the published set.</param>
/// <param name="Checksums">How many files were compared with a known checksum.</param>
public sealed record DatasetReport(string Name, string Folder, int Train, int? Test, int Classes, bool IsWhole, int Checksums)
{
    public string Summary =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Images} of {Classes} classes{(IsWhole ? "" : ", a part of the published set")}{(Checksums > 0 ? $"; {Checksums} checksums right" : "")}"
        );

    private string Images =>
        Test is { } test
            ? string.Create(CultureInfo.InvariantCulture, $"{Train:N0} training and {test:N0} test images")
            : string.Create(CultureInfo.InvariantCulture, $"{Train:N0} images, split by the spec,");
}
