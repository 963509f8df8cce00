using System.Reflection;

namespace Sweep.Hosting.Telemetry;

/// <summary>Identifies the process that sends telemetry.</summary>
/// <param name="Name">The program's name: <c>sweep-worker</c>.</param>
/// <param name="Instance">Distinguishes this process from others of the program.</param>
public sealed record ProgramIdentity(string Name, string Version, string Instance)
{
    /// <summary>Takes the version from the assembly of <paramref name="program"/>.</summary>
    public static ProgramIdentity Of(Type program, string name, string instance) =>
        new(name, program.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, instance);
}
