namespace Sweep.Cli.Doctor.Training;

/// <summary>A check that asks a <see cref="Probe"/>, and judges what that found.</summary>
/// <param name="asked">See <see cref="Probe.AskAsync"/>.</param>
/// <param name="failed">Begins the finding when the probe did not answer.</param>
internal abstract class ProbeCheck<T>(Probe probe, ProbePart part, string failed, params IReadOnlyList<string> asked) : ICheck
{
    public string Group => Groups.Training;

    public abstract string Name { get; }

    public virtual string? Needs => LibtorchCheck.Title;

    /// <summary>It takes seconds; half a gigabyte comes from the disk, and a machine may be busy with other things.</summary>
    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return Judge(await probe.AskAsync<T>(part, cancellation, asked).ConfigureAwait(false));
        }
        catch (ProbeException error)
        {
            return Finding.Failed($"{failed}: {error.Message}", LibraryErrors.Remedy(error.Message));
        }
    }

    protected abstract Finding Judge(T facts);
}
