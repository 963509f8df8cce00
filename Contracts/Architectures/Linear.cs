namespace Sweep.Contracts.Architectures;

/// <summary>A fully connected layer with bias.</summary>
public sealed record Linear(string Name, int In, int Out) : Layer(Name)
{
    public override IReadOnlyList<ParameterDefinition> Parameters =>
        [new($"{Name}.weight", [Out, In], IsPrunable: true), new($"{Name}.bias", [Out], IsPrunable: false)];

    public override Shape Output(Shape input)
    {
        RequireChannels(input, In);
        return input with { Channels = Out };
    }

    public override long UsesPerWeight(Shape input) => 1;
}
