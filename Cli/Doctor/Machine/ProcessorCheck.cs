using System.Runtime.Intrinsics.X86;
using Sweep.Worker.Machine;
using Sweep.Worker.Native;

namespace Sweep.Cli.Doctor.Machine;

/// <summary>Which processor, and what it offers to those who multiply matrices.</summary>
internal sealed class ProcessorCheck(ControlGroups machine) : ICheck
{
    public string Group => Groups.Machine;

    public string Name => "processor";

    public Task<Finding> RunAsync(CancellationToken cancellation) => Task.FromResult(Examine());

    /// <summary>As the kernel names it; null when it does not.</summary>
    public static string? Model(ControlGroups machine) => Values(machine, "model name").FirstOrDefault();

    private Finding Examine()
    {
        var flags = Values(machine, "flags").FirstOrDefault()?.Split(' ') ?? [];
        List<string> offers =
        [
            .. new[] { ("avx2", "AVX2"), ("avx512f", "AVX-512"), ("avx512_bf16", "bf16"), ("amx_bf16", "AMX bf16") }
                .Where(pair => flags.Contains(pair.Item1))
                .Select(pair => pair.Item2),
        ];
        var (model, count) = (Model(machine), Math.Max(1, Values(machine, "model name").Count()));
        return Finding
            .Of(
                $"{count} × {model ?? "unknown model"}{(offers.Count > 0 ? $", {string.Join(", ", offers)}" : "")}",
                !X86Base.IsSupported || Avx2.IsSupported
                    ? null
                    : Finding.Warning("it has no AVX2", "Train on another machine: this one is several times slower than one with AVX2."),
                NativeRuntime.MiscomputesConvolutions
                    ? Finding.Warning(
                        "this virtual machine hides its caches, where libtorch computes some convolutions wrong; workers go round these, which makes MobileNet slower",
                        "Give the machine its processor as it is (QEMU: -cpu host,host-cache-info=on). docs/training.md says more."
                    )
                    : null
            )
            .With(
                ("model", model),
                ("processors", count),
                ("instructions", offers),
                ("hides_caches", NativeRuntime.MiscomputesConvolutions)
            );
    }

    private static IEnumerable<string> Values(ControlGroups machine, string key) =>
        machine
            .Lines("proc/cpuinfo")
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim() == key)
            .Select(parts => parts[1].Trim());
}
