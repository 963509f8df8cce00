using Sweep.Worker.Messaging;
using Sweep.Worker.Running;

namespace Sweep.Cli.Running;

/// <summary>Makes the engines of the workers in this process.</summary>
internal sealed class EngineFactory(RunRequest request, TimeProvider time) : IStageEngineFactory
{
    public IStageEngine Create(int slot) => request.Engine.IsNoop
        ? new NoopEngine(request.Engine.Epoch, time)
        : throw new NotSupportedException("Training is not in this build.");
}
