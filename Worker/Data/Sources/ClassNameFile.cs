namespace Sweep.Worker.Data.Sources;

/// <summary>Reads CIFAR's list of class names: one name per line, in the order of the labels.</summary>
internal static class ClassNameFile
{
    private const int MaximumBytes = 64 << 10;

    public static IReadOnlyList<string> Read(string path, int classes)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            throw new DataException(path, MaximumBytes, $"{classes} class names do not take more than {MaximumBytes} bytes.");
        }

        var names = File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return names.Count == classes
            ? names
            : throw new DataException(path, 0, $"{names.Count} class names, but there are {classes} classes.");
    }
}
