using Sweep.Worker.Examination;

namespace Sweep.Cli.Doctor.Training;

/// <summary>Whether TorchSharp's bridge and libtorch load, from where, and whether they belong together.</summary>
internal sealed class LibtorchCheck(Probe probe) : ProbeCheck<LibtorchFacts>(probe, ProbePart.Libtorch, "does not load")
{
    public const string Title = "libtorch";

    public override string Name => Title;

    public override string? Needs => null;

    protected override Finding Judge(LibtorchFacts facts)
    {
        var file =
            facts.Files.FirstOrDefault(path => Path.GetFileName(path).StartsWith("libtorch_cpu", StringComparison.Ordinal))
            ?? (facts.Files is [var first, ..] ? first : null);
        return Finding
            .Of(
                $"{facts.Version ?? "of unknown version"}{(facts.Cuda is null ? "" : $" with CUDA {facts.Cuda}")}, {file ?? "in an unknown place"}; TorchSharp's bridge {(facts.IsAdapted ? "adapted to this system's C++ library" : "as it comes")}, {facts.Bridge ?? "in an unknown place"}",
                facts.IsExpected
                    ? null
                    : Finding.Failed(
                        $"the bridge was built for {facts.Expected}",
                        $"Take libtorch {facts.Expected}: with another one the program may crash, or compute wrong numbers. LD_LIBRARY_PATH and LD_PRELOAD may name the other one."
                    )
            )
            .With(
                ("version", facts.Version),
                ("expected", facts.Expected),
                ("bridge", facts.Bridge),
                ("adapted", facts.IsAdapted),
                ("files", facts.Files),
                ("cuda", facts.Cuda),
                ("cudnn", facts.Cudnn)
            );
    }
}
