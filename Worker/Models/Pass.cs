using Sweep.Worker.Randomness;

namespace Sweep.Worker.Models;

/// <summary>What is the same for all layers of one forward pass.</summary>
/// <param name="Dropout">Random numbers of the whole batch.</param>
/// <param name="FirstImage">Of this pass within the batch.</param>
internal readonly record struct Pass(bool Training, CounterRandom? Dropout, int FirstImage = 0);
