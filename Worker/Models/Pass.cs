using Sweep.Worker.Randomness;

namespace Sweep.Worker.Models;

/// <summary>What all layers of one forward pass share.</summary>
/// <param name="Dropout">Random numbers of the whole batch; null when none are needed.</param>
/// <param name="FirstImage">Position of the pass's first image within the batch.</param>
internal readonly record struct Pass(bool Training, CounterRandom? Dropout, int FirstImage = 0);
