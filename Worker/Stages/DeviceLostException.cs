using Sweep.Contracts.Messages;

namespace Sweep.Worker.Stages;

/// <summary>
/// The GPU refused something in a way that CUDA does not forget: every later call of this process fails, too, so that it has to end and be
/// started anew. The stage may go on elsewhere.
/// </summary>
public sealed class DeviceLostException(string message, Exception inner) : StageException(message, FailureCause.Unknown, inner);
