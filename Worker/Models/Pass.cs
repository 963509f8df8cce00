using Sweep.Worker.Training;

namespace Sweep.Worker.Models;

/// <summary>What is the same for all layers of one forward pass.</summary>
internal readonly record struct Pass(bool Training, CounterRandom? Dropout);
