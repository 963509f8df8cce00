using System.CommandLine;

namespace Sweep.Cli.CommandLine;

/// <summary>A command whose <c>--help</c> ends with examples.</summary>
/// <param name="examples">Whole command lines, each with what it does after a <c>#</c>.</param>
internal sealed class Verb(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
