using Sweep.Hosting.Configuration;

namespace Sweep.Cli.Doctor.Places;

/// <summary>Settings of the programs that cannot be accepted, so that nobody knows which places they use.</summary>
internal sealed class SettingsCheck(string program, SettingsException refusal) : ICheck
{
    public string Group => Groups.Places;

    public string Name => $"settings of {program}";

    public Task<Finding> RunAsync(CancellationToken cancellation) =>
        Task.FromResult(
            Finding.Failed(
                string.Join("; ", refusal.Problems),
                $"Correct them; {program} --help lists every setting, its variable and its place in the file."
            )
        );
}
