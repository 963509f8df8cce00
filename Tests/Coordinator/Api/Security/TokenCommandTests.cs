using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Home;
using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Coordinator.Api.Security;

public class TokenCommandTests
{
    [Fact]
    public void Add_NewName_ShowsTheTokenOnceAndKeepsItsHash()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = Run(folder, "add", "ada", "--role", "operator");
        var text = output.Trim();

        Assert.Equal(0, code);
        Assert.StartsWith(AccessToken.Prefix, text, StringComparison.Ordinal);
        Assert.Equal(AccessToken.Prefix.Length + 43, text.Length);
        Assert.DoesNotContain(text, error, StringComparison.Ordinal);
        var token = Assert.Single(new TokenFile(new SweepHome(folder.Path)).Read()!);
        Assert.Equal(("ada", Role.Operator, AccessToken.HashOf(text)), (token.Name, token.Role, token.Hash));
        Assert.DoesNotContain(text, File.ReadAllText(folder.File("tokens.json")), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("tokens.json")));
        Assert.NotEqual(text, Run(folder, "add", "eve", "--role=viewer").Output.Trim());
    }

    [Fact]
    public void List_OfTwo_NamesThemWithoutSecrets()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "add", "ada", "--role", "operator");
        Run(folder, "add", "eve", "--role", "viewer");
        var (code, output, _) = Run(folder, "list");

        Assert.Equal(0, code);
        Assert.Matches(@"^ada +operator +0 days\n+eve +viewer +0 days", output);
    }

    [Fact]
    public void Revoke_TheLast_LeavesTheDoorClosed()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "add", "ada", "--role", "operator");
        var (code, _, error) = Run(folder, "revoke", "ada");

        Assert.Equal(0, code);
        Assert.Contains("nobody is let in", error, StringComparison.Ordinal);
        Assert.Empty(new TokenFile(new SweepHome(folder.Path)).Read()!);
    }

    [Theory]
    [InlineData("", "expected one of add, list, revoke, found nothing")]
    [InlineData("ad", "'ad' is not known, did you mean add?")]
    [InlineData("add", "add: expected a name")]
    [InlineData("add bob", "--role: expected one of viewer, operator, found nothing")]
    [InlineData("add bob --role admin", "--role: expected one of viewer, operator, found 'admin'")]
    [InlineData("add Bob! --role viewer", "'Bob!': expected a name")]
    [InlineData("add ada --role viewer", "there is a token ada")]
    [InlineData("revoke ade", "there is no token ade, did you mean ada?")]
    [InlineData("list --hom x", "--hom: is not known, did you mean --home?")]
    public void Run_WhatCannotBe_SaysWhatWouldHaveWorked(string arguments, string said)
    {
        using var folder = new TemporaryFolder();
        Run(folder, "add", "ada", "--role", "operator");
        var before = File.ReadAllText(folder.File("tokens.json"));
        var (code, output, error) = Run(folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(folder.File("tokens.json")));
    }

    [Fact]
    public async Task Change_ManyAtOnce_LosesNone()
    {
        using var folder = new TemporaryFolder();
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => Assert.Equal(0, Run(folder, "add", $"user-{i}", "--role", "viewer").Code)))
        );

        Assert.Equal(20, new TokenFile(new SweepHome(folder.Path)).Read()!.Count);
    }

    [Fact]
    public async Task Run_HomeBeforeTheVerb_IsTheHome()
    {
        using var folder = new TemporaryFolder();
        var program = SweepProgram.Create(CoordinatorCatalogue.Instance, _ => Task.FromResult(1), TokenCommand.Create(TimeProvider.System));
        string[] arguments = ["--home", folder.Path, "token", "add", "ada", "--role", "viewer"];

        Assert.Equal(0, await SweepProgram.RunAsync(program, arguments, TextWriter.Null, TextWriter.Null));
        Assert.Equal("ada", Assert.Single(new TokenFile(new SweepHome(folder.Path)).Read()!).Name);
    }

    [Fact]
    public void Help_IsAsked_ShowsExamples() => Assert.Contains("Examples:", Run(null, "--help").Output, StringComparison.Ordinal);

    private static (int Code, string Output, string Error) Run(TemporaryFolder? folder, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = SweepProgram.RunAsync(
            TokenCommand.Create(TimeProvider.System),
            folder is null ? arguments : [.. arguments, "--home", folder.Path],
            output,
            error
        );
        return (code.Result, output.ToString(), error.ToString());
    }
}
