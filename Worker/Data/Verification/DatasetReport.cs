using System.Globalization;

namespace Sweep.Worker.Data.Verification;

/// <summary>What was found in a data set's folder when all of it was read.</summary>
/// <param name="Train">Images for training; all of them where the split is ours to draw.</param>
/// <param name="Test">Images for testing; null where the split is ours to draw.</param>
/// <param name="IsWhole">As many images as the published set.</param>
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
