namespace Sweep.Worker.Randomness;

/// <summary>What random numbers are drawn for. The values are part of every result: never renumber them.</summary>
public enum RandomPurpose
{
    InitialWeights = 1,
    HeadWeights = 2,
    Order = 3,
    CropOffsets = 4,
    Flips = 5,
    Dropout = 6,
    RandomPruning = 7,
    DataSplit = 8,
}
