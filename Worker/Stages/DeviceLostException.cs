using Sweep.Contracts.Messages;

namespace Sweep.Worker.Stages;

/// <summary>
/// The GPU reported an error after which every later CUDA call of this process fails, so the process must end and be restarted. Another
/// process can continue the stage.
/// </summary>
public sealed class DeviceLostException(string message, Exception inner) : StageException(message, FailureCause.Unknown, inner);
