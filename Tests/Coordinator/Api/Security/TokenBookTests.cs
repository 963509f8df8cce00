using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Home;
using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>Tokens that somebody else keeps, as a mounted secret.</summary>
public class TokenBookTests
{
    [Fact]
    public void Find_SecretThatChanges_KnowsTheNewTokensAndNotTheOld()
    {
        using var folder = new TemporaryFolder();
        var (ada, eve) = (Make(folder, "ada"), Make(folder, "eve"));
        using var secret = new MountedSecret(("tokens.json", folder.File("ada.json")));
        var book = Open(secret);
        Assert.Equal("ada", book.Find(ada)?.Name);
        Assert.Null(book.Find(eve));

        secret.Replace(("tokens.json", folder.File("eve.json")));

        Assert.Null(book.Find(ada));
        Assert.Equal("eve", book.Find(eve)?.Name);
    }

    [Fact]
    public void IsAsked_SecretWithoutTheFile_StaysSoAndNobodyIsLetIn()
    {
        using var folder = new TemporaryFolder();
        var ada = Make(folder, "ada");
        using var secret = new MountedSecret(("tokens.json", folder.File("ada.json")));
        var book = Open(secret);
        Assert.NotNull(book.Find(ada));

        secret.Replace();

        Assert.True(book.IsAsked);
        Assert.Null(book.Find(ada));
    }

    private static TokenBook Open(MountedSecret secret) =>
        new(new SweepHome("/nowhere") { TokensElsewhere = secret.File("tokens.json") }, NullLogger<TokenBook>.Instance);

    /// <summary>A file of one token, by the command; returns its text.</summary>
    private static string Make(TemporaryFolder folder, string name)
    {
        using var output = new StringWriter();
        Assert.Equal(
            0,
            SweepProgram
                .RunAsync(
                    TokenCommand.Create(TimeProvider.System),
                    ["add", name, "--role", "operator", "--tokens", folder.File($"{name}.json")],
                    output,
                    TextWriter.Null
                )
                .Result
        );
        return output.ToString().Trim();
    }
}
