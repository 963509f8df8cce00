using Sweep.Worker.Data;
using Sweep.Worker.Examination;

namespace Sweep.Tests.Worker.Running;

/// <summary>A data set that every machine can generate: the <see cref="Gratings"/> on which the doctor trains.</summary>
internal static class SyntheticCifar
{
    /// <inheritdoc cref="Gratings.WriteTo"/>
    public static DataFolders WriteTo(string folder) => Gratings.WriteTo(folder);
}
