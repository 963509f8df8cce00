using System.Globalization;
using Sweep.Contracts;
using Sweep.Worker.Machine;

namespace Sweep.Cli.Doctor.Machine;

/// <summary>How many threads may work and how many may exist: what control groups and the process's own limits leave of the machine.</summary>
/// <param name="processors">That .NET uses.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class ThreadsCheck(ControlGroups machine, int processors, Func<string, string?> variable) : ICheck
{
    /// <summary>Where OpenMP cannot start a thread it ends the process; .NET has some thirty of its own.</summary>
    private const int SparePerProcess = 64;

    private const int FewFiles = 1024;

    public string Group => Groups.Machine;

    public string Name => "threads";

    public Task<Finding> RunAsync(CancellationToken cancellation) => Task.FromResult(Examine());

    private Finding Examine()
    {
        var (quota, most, files) = (Quota(), MostThreads(), Limit("Max open files"));
        return Finding
            .Of(
                $"{Counted.Of(processors, "processor")} to use{(quota is { } given ? string.Create(CultureInfo.InvariantCulture, $", for {given:0.##} of which the control group has time") : "")}",
                quota < 1
                    ? Finding.Warning(
                        "that is less than one",
                        "Grant at least one processor (docker: --cpus, Kubernetes: resources.limits.cpu)."
                    )
                    : null,
                most < processors + SparePerProcess
                    ? Finding.Failed(
                        $"only {most} threads may exist, and a worker needs {processors + SparePerProcess}",
                        "Raise the limit (pids.max of the control group, ulimit -u; docker: --pids-limit): libtorch ends the process when a thread cannot be started."
                    )
                    : null,
                files < FewFiles ? Finding.Warning($"only {files} files may be open", $"Raise the limit: ulimit -n {4 * FewFiles}.") : null,
                Limit("Max address space") is { } space
                    ? Finding.Warning(
                        $"the address space is limited to {space >> 20} MiB",
                        "Remove that limit (ulimit -v unlimited): .NET does not survive reaching it."
                    )
                    : null,
                variable("OMP_WAIT_POLICY") is { } policy && policy.Equals("active", StringComparison.OrdinalIgnoreCase)
                    ? Finding.Warning(
                        "OMP_WAIT_POLICY is active: threads that wait take the processor from those that work",
                        "Unset OMP_WAIT_POLICY."
                    )
                    : null
            )
            .With(("processors", processors), ("quota", quota), ("most_threads", most), ("most_files", files));
    }

    /// <summary>Processors' worth of time; null without a limit.</summary>
    private double? Quota() =>
        machine
            .Of("cpu")
            .Select(group =>
                group.IsNew
                    ? machine.Lines(Path.Combine(group.Folder, "cpu.max")).FirstOrDefault()?.Split(' ') is [var quota, var period]
                        ? Share(ControlGroups.Number(quota), ControlGroups.Number(period))
                        : null
                    : Share(machine.Number(group.Folder, "cpu.cfs_quota_us"), machine.Number(group.Folder, "cpu.cfs_period_us"))
            )
            .Min();

    private long? MostThreads() =>
        machine
            .Of("pids")
            .Select(group => machine.Number(group.Folder, "pids.max") - (machine.Number(group.Folder, "pids.current") ?? 0))
            .Append(Limit("Max processes"))
            .Min();

    /// <summary>The soft limit; null for none.</summary>
    private long? Limit(string name) =>
        machine
            .Lines("proc/self/limits")
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => ControlGroups.Number(line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()))
            .FirstOrDefault();

    private static double? Share(long? quota, long? period) => quota > 0 && period > 0 ? (double)quota / period : null;
}
