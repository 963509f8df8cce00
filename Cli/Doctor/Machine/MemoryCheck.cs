using Sweep.Cli.Output;
using Sweep.Contracts.Stages;
using Sweep.Worker.Machine;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;

namespace Sweep.Cli.Doctor.Machine;

/// <summary>The memory that is there and may be used, against what stages take.</summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
internal sealed class MemoryCheck(string root) : ICheck
{
    /// <summary>What a worker that executes nothing takes, libtorch loaded.</summary>
    private const long Idle = 300L << 20;

    private readonly ControlGroups _machine = new(root);

    public string Group => Groups.Machine;

    public string Name => "memory";

    public Task<Finding> RunAsync(CancellationToken cancellation) => Task.FromResult(Examine());

    private Finding Examine()
    {
        var (free, limit, swap) = (new MemoryGauge(root).Read().Free, new GroupMemory(root).Limit(), Meminfo("SwapTotal"));
        if (free is null)
            return Finding.Skipped("this system does not say how much is free");
        var (small, large) = (Idle + Stage(0.25), Idle + Stage(1));
        return Finding
            .Of(
                $"{Bytes.Text(free.Value)} to use of {Bytes.Text(Meminfo("MemTotal") ?? 0)}{(limit is null ? "" : $", the control group's limit is {Bytes.Text(limit.Value)}")}",
                free < small
                        ? Finding.Failed(
                            $"not even VGG16 ×0.25 at batch 128 fits, which takes about {Bytes.Text(small)}",
                            "End other programs, or grant more (docker: --memory, Kubernetes: resources.limits.memory)."
                        )
                    : free < large
                        ? Finding.Warning(
                            $"VGG16 ×1 at batch 128 does not fit, which takes about {Bytes.Text(large)}",
                            "Use a smaller training.batch or model.width, or grant more memory."
                        )
                    : null,
                _machine.Lines("proc/sys/vm/overcommit_memory") is ["2", ..]
                    ? Finding.Warning(
                        "memory is not promised twice (vm.overcommit_memory is 2)",
                        "Set vm.overcommit_memory to 0: with 2 a shortage may end a worker in the middle of a step."
                    )
                    : null
            )
            .With(("free_bytes", free), ("total_bytes", Meminfo("MemTotal")), ("limit_bytes", limit), ("swap_bytes", swap));
    }

    private static long Stage(double width) =>
        StageMemory.Of(
            new StageDefinition
            {
                Kind = StageKind.Train,
                Data = new DataSettings { Dataset = "cifar10" },
                Model = new ModelSettings { Architecture = "vgg16", Width = width },
                Training = new TrainingSettings(),
            },
            splits: 1
        );

    private long? Meminfo(string key) =>
        _machine
            .Lines("proc/meminfo")
            .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1 && words[0] == key)
            .Select(words => ControlGroups.Number(words[1]) * 1024)
            .FirstOrDefault();
}
