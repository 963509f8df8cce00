using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Images;

/// <summary>An image file, instruction by instruction.</summary>
internal sealed record Dockerfile(string Name, IReadOnlyList<Dockerfile.Stage> Stages)
{
    public sealed record Instruction(string Word, string Rest);

    /// <param name="Image">With its tag; null name: the last one, which is the image.</param>
    public sealed record Stage(string Image, string? Name, IReadOnlyList<Instruction> Instructions)
    {
        public IEnumerable<string> Of(string word) =>
            Instructions.Where(instruction => instruction.Word == word).Select(instruction => instruction.Rest);
    }

    public Stage Last => Stages[^1];

    public static string Folder { get; } = Path.Combine(Repository.Root, "k8s", "images");

    public static Dockerfile Read(string name) => Parse(name, File.ReadAllText(Path.Combine(Folder, name)));

    public static Dockerfile Parse(string name, string text)
    {
        var stages = new List<(string Image, string? Name, List<Instruction> Instructions)>();
        foreach (
            var line in text.Replace("\\\n", " ", StringComparison.Ordinal)
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
        )
        {
            var (word, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second.Trim()) : (line, "");
            if (word != "FROM")
                stages[^1].Instructions.Add(new Instruction(word, rest));
            else
                stages.Add(rest.Split(' ') is [var image, "AS", var stage] ? (image, stage, []) : (rest, null, []));
        }

        return new Dockerfile(name, [.. stages.Select(stage => new Stage(stage.Image, stage.Name, stage.Instructions))]);
    }
}
