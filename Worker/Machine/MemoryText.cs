using System.Globalization;

namespace Sweep.Worker.Machine;

/// <summary>Formats amounts of memory for messages.</summary>
internal static class MemoryText
{
    /// <summary>A number of bytes in MiB, such as <c>4,096 MiB</c>.</summary>
    public static string InMebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):#,0} MiB");
}
