using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Tests.Client.Connecting;

public class ConfigFileTests
{
    private static readonly ClusterConfig _lab = new()
    {
        Current = "lab",
        Contexts =
        [
            new("here", new Uri("http://127.0.0.1:5080"), null, null),
            new("lab", new Uri("https://sweep.example.org:5080"), "/run/it's a token", "/etc/lab #1.pem"),
        ],
    };

    [Fact]
    public void Read_NoFile_IsEmpty()
    {
        using var folder = new ConfigFolder();

        Assert.Equal((null, 0), (folder.File.Read().Current, folder.File.Read().Contexts.Count));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var folder = new ConfigFolder();
        folder.File.Write(_lab);
        var read = folder.File.Read();

        Assert.Equal(_lab.Current, read.Current);
        Assert.Equal(_lab.Contexts, read.Contexts);
    }

    [Fact]
    public void Write_OverAnotherFile_IsItsOwnersAloneAndLeavesNothingBeside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of files are Unix's.");
        using var folder = new ConfigFolder().WithConfig("# mine\n");
        folder.File.Write(_lab);

#pragma warning disable CA1416 // Skipped on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File.Path));
#pragma warning restore CA1416
        Assert.Equal(["config.yaml"], Directory.GetFiles(Path.GetDirectoryName(folder.File.Path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_PlaceThatIsNoFolder_IsBadInput()
    {
        using var folder = new ConfigFolder();
        folder.Write("sweep", "a file where the folder should be");

        Assert.Contains(
            "cannot be written",
            Assert.Throws<BadInputException>(() => folder.File.Write(_lab)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_RelativeFiles_AreBesideTheConfiguration()
    {
        using var folder = new ConfigFolder().WithConfig(
            "contexts: { lab: { server: 'https://lab:5080', token-file: lab.token, ca-file: ~/lab.pem } }"
        );
        var lab = Assert.Single(folder.File.Read().Contexts);

        Assert.Equal(Path.Combine(Path.GetDirectoryName(folder.File.Path)!, "lab.token"), lab.TokenFile);
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "lab.pem"), lab.CaFile);
    }

    [Theory]
    [InlineData(
        "contexts:\n  lab: { sever: 'http://lab:5080' }",
        2,
        "contexts.lab.sever: unknown key, did you mean server?; expected one of server, token-file, ca-file"
    )]
    [InlineData("contexts:\n  lab:\n    server: lab:5080", 3, "contexts.lab.server: expected an address such as")]
    [InlineData("contexts:\n  lab: { token-file: x }", 2, "contexts.lab: server is missing")]
    [InlineData("contexts:\n  Lab: { server: 'http://lab:5080' }", 2, "contexts.Lab: expected as name a name of 1 to 63")]
    [InlineData("current: lba\ncontexts:\n  lab: { server: 'http://lab:5080' }", 1, "current: there is no context 'lba'; expected lab")]
    [InlineData("current: lab", 1, "current: there is no context 'lab'; there are no contexts")]
    [InlineData("# mine\ntoken: geheim", 2, "token: unknown key; expected one of current, contexts")]
    [InlineData("contexts: [lab]", 1, "contexts: expected names, each with a server")]
    [InlineData("contexts:\n  lab: { server: 'http://lab' }\n  lab: { server: 'http://lab' }", 3, "contexts.lab: is there twice")]
    [InlineData("contexts:\n  lab: http://lab:5080", 2, "contexts.lab: expected the keys server, token-file, ca-file")]
    [InlineData("contexts: {", 1, "this is not YAML")]
    public void Read_BadFile_SaysWhereAndWhatIsExpected(string text, int line, string problem)
    {
        using var folder = new ConfigFolder().WithConfig(text);
        var error = Assert.Throws<BadInputException>(() => folder.File.Read());

        Assert.StartsWith($"{folder.File.Path}:{line}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralProblems_AreListedTogether()
    {
        using var folder = new ConfigFolder().WithConfig("curent: a\ncontexts:\n  a: { server: 1, ca: x }\n");

        Assert.Equal(3, Assert.Throws<BadInputException>(() => folder.File.Read()).Message.Split('\n').Length);
    }
}
