using Sweep.Contracts.Results;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Results;

/// <summary>A grid with all that results can have: two networks, both modes, a failed and a pending trial.</summary>
internal static class StudyGrid
{
    /// <summary>An error that would end a script element, break a CSV line and start a formula of markup, were it not escaped.</summary>
    public const string HostileError = "out of memory, \"really\"\n</script><script>document.title = 'broken'</script>[red]";

    public static IReadOnlyList<TrialResult> Trials { get; } =
        MakeTrials
            .Of("cifar10", "vgg16")
            .At(0, 93, 94)
            .At(0.5, 93.5, 94.5)
            .At(0.9, 93, 93.6)
            .At(0.95, 88, 89)
            .Mode("from-scratch")
            .At(0, 90, 91)
            .At(0.5, 90, 91.2)
            .At(0.9, 80, 82)
            .Completed(0.95, 1, 60)
            .Failed(0.95, 2, HostileError)
            .And("svhn", "mobilenet")
            .Mode("fine-tuned")
            .At(0, 95.5)
            .At(0.5, 95)
            .Pending(0.9, 1)
            .Build();
}
