using Sweep.Worker.Checkpoints;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Cli.Running;

/// <summary>Makes the engines of the workers in this process.</summary>
internal sealed class EngineFactory(RunRequest request, TimeProvider time) : IStageEngineFactory
{
    private readonly Lazy<FolderCheckpointStore> _checkpoints = new(() => new FolderCheckpointStore(request.Home.Checkpoints, time));

    public IStageEngine Create(int slot) =>
        request.Engine.Hold(
            request.Engine.IsNoop
                ? new NoopEngine(request.Engine.Epoch, time)
                : new OnlyMachineEngine(
                    new TrainingEngine(
                        _checkpoints.Value,
                        request.Data,
                        EngineOptions.Default with
                        {
                            Threads = request.Threads,
                            Device = request.Device,
                        },
                        time
                    )
                )
        );
}
