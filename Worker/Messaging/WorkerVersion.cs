using System.Reflection;

namespace Sweep.Worker.Messaging;

/// <summary>The program's version, with the commit it was built from.</summary>
internal static class WorkerVersion
{
    public static string Text { get; } =
        typeof(WorkerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
