namespace Sweep.Tests.Compat.TorchSharp;

/// <summary>Tests of what the whole process shares run one at a time, after all others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
