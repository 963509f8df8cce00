using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes.Images;

/// <summary>What hadolint would say of the image files (its rules by their numbers), and what the manifests expect of the images.</summary>
public partial class DockerfileTests
{
    private static readonly string[] _words = ["ARG", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "LABEL", "RUN", "USER", "WORKDIR"];

    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFiles(Dockerfile.Folder, "*.Dockerfile")
                .Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory, MemberData(nameof(Names))]
    public void Lint_OfEach_FindsNothing(string name) => Assert.Empty(Problems(Dockerfile.Read(name)));

    [Theory]
    [InlineData("FROM debian", "DL3006")]
    [InlineData("FROM debian:latest", "DL3007")]
    [InlineData("FROM debian:12", "exact version")]
    [InlineData("FROM a:1.2.3\nRUN apt-get install -y x", "DL3008")]
    [InlineData("FROM a:1.2.3\nRUN apt-get update && apt-get install -y x=1", "DL3009")]
    [InlineData("FROM a:1.2.3\nRUN apt-get update && apt-get install -y x=1 && rm -rf /var/lib/apt/lists/*", "DL3015")]
    [InlineData("FROM a:1.2.3\nADD https://example.org/x /x", "ADD")]
    [InlineData("FROM a:1.2.3\nWORKDIR app", "DL3000")]
    [InlineData("FROM a:1.2.3\nRUN curl https://example.org | sh", "DL4006")]
    [InlineData("FROM a:1.2.3\nCOPY --from=built /x /x", "DL3022")]
    [InlineData("FROM a:1.2.3\nENTRYPOINT /app/x", "DL3025")]
    [InlineData("FROM a:1.2.3\nUSER root", "DL3002")]
    [InlineData("FROM a:1.2.3\nRUN true\nUSER 1:1", "has no shell")]
    public void Lint_OfABadOne_SaysWhy(string text, string said) =>
        Assert.Contains(Problems(Dockerfile.Parse("x", text)), problem => problem.Contains(said, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Image_OfEach_SaysWhatItIs(string name)
    {
        var labels = Assert.Single(Dockerfile.Read(name).Last.Of("LABEL"));
        foreach (var label in (string[])["title", "description", "documentation", "version"])
            Assert.Contains($"org.opencontainers.image.{label}=", labels, StringComparison.Ordinal);
        Assert.Contains($"image.version=\"{Version()}\"", labels, StringComparison.Ordinal);
        Assert.Empty(Dockerfile.Read(name).Last.Of("HEALTHCHECK"));
    }

    [Theory]
    [InlineData("coordinator", "sweep-coordinator", "coordinator.Dockerfile")]
    [InlineData("worker-cuda", "sweep-worker", "worker.Dockerfile")]
    public async Task Image_OfEach_IsWhatItsPodsExpect(string image, string workload, string name)
    {
        var file = Dockerfile.Read(name);
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var pods = manifests.Workload(workload);
        Assert.EndsWith($"/{image}:{Version()}", pods.Container["image"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            $"{pods.Pod["securityContext"]!["runAsUser"]}:{pods.Pod["securityContext"]!["runAsGroup"]}",
            Assert.Single(file.Last.Of("USER"))
        );
        Assert.Equal(pods.Ports.Values.Order(), file.Last.Of("EXPOSE").SelectMany(ports => ports.Split(' ')).Select(int.Parse).Order());
        Assert.Equal($"[\"/app/{workload}\"]", Assert.Single(file.Last.Of("ENTRYPOINT")));
        // What the image says is writable by being a variable of a folder is a volume there.
        Assert.True(pods.Locate("/var/lib/sweep")?.IsWritable);
        Assert.True(pods.Locate("/tmp")?.IsWritable);
        Assert.Null(pods.Container["command"]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Context_OfEach_LeavesOutWhatIsBuiltHere(string name)
    {
        var ignored = File.ReadAllLines(Path.Combine(Dockerfile.Folder, name + ".dockerignore"));
        Assert.All(
            (string[])["**/bin", "**/obj", "**/node_modules", "**/dist", ".git", "artifacts"],
            folder => Assert.Contains(folder, ignored)
        );
    }

    private static string Version() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    private static IEnumerable<string> Problems(Dockerfile file)
    {
        var before = new List<string>();
        foreach (var stage in file.Stages)
        {
            if (!stage.Image.Contains(':') && !stage.Image.Contains('@'))
                yield return $"DL3006: {stage.Image} has no tag";
            else if (stage.Image.EndsWith(":latest", StringComparison.Ordinal))
                yield return $"DL3007: {stage.Image}";
            else if (!ExactTag().IsMatch(stage.Image))
                yield return $"{stage.Image} is no exact version";
            foreach (var word in stage.Instructions.Select(instruction => instruction.Word).Where(word => !_words.Contains(word)))
                yield return $"{word} is not used here";
            foreach (var folder in stage.Of("WORKDIR").Where(folder => folder[0] != '/'))
                yield return $"DL3000: WORKDIR {folder} is relative";
            foreach (
                var from in stage
                    .Of("COPY")
                    .Select(copy => From().Match(copy))
                    .Where(match => match.Success && !before.Contains(match.Groups[1].Value))
            )
            {
                yield return $"DL3022: COPY --from={from.Groups[1].Value} is of no stage before";
            }

            foreach (var problem in stage.Of("RUN").SelectMany(Problems))
                yield return problem;
            if (stage.Name is { } name)
                before.Add(name);
        }

        if (file.Last.Of("RUN").Any())
            yield return "the image has no shell, and its stage runs something";
        if (file.Last.Of("USER").LastOrDefault() is not { } user || !User().IsMatch(user))
            yield return "DL3002: the image's user is no number but root's";
        foreach (var entry in file.Stages.SelectMany(stage => stage.Of("ENTRYPOINT")).Where(entry => entry[0] != '['))
            yield return $"DL3025: ENTRYPOINT {entry} is for a shell";
    }

    private static IEnumerable<string> Problems(string run)
    {
        if (run.Contains(" | ", StringComparison.Ordinal))
            yield return "DL4006: of a pipe only the last end counts";
        if (!run.Contains("apt-get install", StringComparison.Ordinal))
            yield break;
        if (!run.Contains("--no-install-recommends", StringComparison.Ordinal))
            yield return "DL3015: --no-install-recommends is missing";
        if (!run.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal))
            yield return "DL3009: the lists of packages stay";
        var packages = run.Split("&&")
            .Single(part => part.Contains("apt-get install", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(2)
            .Where(word => word[0] != '-');
        foreach (var package in packages.Where(package => !package.Contains('=')))
            yield return $"DL3008: {package} has no version";
    }

    [GeneratedRegex(@":\d+\.\d+\.\d+[a-z0-9.-]*(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex ExactTag();

    [GeneratedRegex(@"--from=(\S+)")]
    private static partial Regex From();

    [GeneratedRegex(@"^[1-9]\d*:[1-9]\d*$")]
    private static partial Regex User();
}
