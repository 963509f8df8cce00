using Sweep.Worker.Data;
using Sweep.Worker.Examination;

namespace Sweep.Tests.Worker.Running;

/// <summary>A data set that every machine has: the <see cref="Gratings"/> that the doctor trains on.</summary>
internal static class SyntheticCifar
{
    /// <inheritdoc cref="Gratings.WriteTo"/>
    public static DataFolders WriteTo(string folder) => Gratings.WriteTo(folder);
}
