namespace Sweep.Worker.Randomness;

/// <summary>What random numbers are drawn for. Every result depends on these values, so never renumber them.</summary>
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
