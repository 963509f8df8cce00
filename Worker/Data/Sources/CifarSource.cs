namespace Sweep.Worker.Data.Sources;

/// <summary>
/// Reads the binary version of CIFAR. A record has one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100), then 32×32 bytes each
/// of red, green and blue. There is no header; the number of records follows from the file's size.
/// </summary>
internal sealed class CifarSource : RecordSource
{
    private const int Side = 32;
    private const int Planes = 3 * Side * Side;

    // The full data sets have 50,000 records. The limit prevents reading a wrong file of gigabytes into memory.
    private const int MaximumRecords = 200_000;

    private readonly (byte[] File, int Offset)[] _places;

    private CifarSource(int[] labels, (byte[] File, int Offset)[] places)
        : base(labels, Side) => _places = places;

    /// <param name="labelBytes">Number of bytes before each image; the last of them is the label.</param>
    public static CifarSource Read(IReadOnlyList<string> paths, int labelBytes, int classes)
    {
        var record = labelBytes + Planes;
        var files = paths.Select(path => ReadFile(path, record)).ToList();
        var labels = new int[files.Sum(file => file.Length / record)];
        var places = new (byte[] File, int Offset)[labels.Length];
        var i = 0;
        foreach (var (file, path) in files.Zip(paths))
        {
            for (var at = 0; at < file.Length; at += record, i++)
            {
                var label = file[at + labelBytes - 1];
                labels[i] =
                    label < classes
                        ? label
                        : throw new DataException(path, at + labelBytes - 1, $"label {label}, but there are {classes} classes.");
                places[i] = (file, at + labelBytes);
            }
        }

        return new CifarSource(labels, places);
    }

    private static byte[] ReadFile(string path, int record)
    {
        var length = new FileInfo(path).Length;
        if (length == 0 || length % record != 0)
        {
            throw new DataException(path, length / record * record, $"{length} bytes are not a whole number of records of {record} bytes.");
        }

        return length / record <= MaximumRecords
            ? File.ReadAllBytes(path)
            : throw new DataException(path, (long)MaximumRecords * record, $"more than {MaximumRecords} records.");
    }

    protected override void CopyPlanes(int index, Span<byte> planes)
    {
        var (file, offset) = _places[index];
        file.AsSpan(offset, Planes).CopyTo(planes);
    }
}
