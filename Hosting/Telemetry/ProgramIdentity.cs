using System.Reflection;

namespace Sweep.Hosting.Telemetry;

/// <summary>Who it is that tells something.</summary>
/// <param name="Name">Of the program: <c>sweep-worker</c>.</param>
/// <param name="Instance">Tells this process from others of the program.</param>
public sealed record ProgramIdentity(string Name, string Version, string Instance)
{
    /// <summary>With the version of the assembly that a type is in.</summary>
    public static ProgramIdentity Of(Type program, string name, string instance) =>
        new(name, program.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, instance);
}
