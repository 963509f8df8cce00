namespace Sweep.Contracts.Architectures;

/// <summary>Batch norm with scale (<c>weight</c>), shift (<c>bias</c>) and running mean and variance.</summary>
/// <param name="Eps">Added to the variance. Weights must be used with the eps with which they were trained.</param>
public sealed record Norm(string Name, int Channels, double Eps) : Layer(Name)
{
    public override IReadOnlyList<ParameterDefinition> Parameters =>
        [new($"{Name}.weight", [Channels], IsPrunable: false), new($"{Name}.bias", [Channels], IsPrunable: false)];

    public string RunningMean => $"{Name}.running_mean";

    public string RunningVariance => $"{Name}.running_var";

    public override long StatisticsCount => 2L * Channels;

    public override Shape Output(Shape input)
    {
        RequireChannels(input, Channels);
        return input;
    }
}
