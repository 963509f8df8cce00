using Sweep.Contracts.Files;

namespace Sweep.Tests.Contracts.Files;

public class HomeFolderTests
{
    [Theory]
    [InlineData("~", "")]
    [InlineData("~/sw", "sw")]
    public void Resolve_TildeAtTheStart_IsTheUsersFolder(string option, string expected) =>
        Assert.Equal(Path.Combine(HomeFolder.OfUser, expected).TrimEnd('/'), HomeFolder.Resolve(option));

    [Theory]
    [InlineData("/data/~/sw", "/data/~/sw")]
    [InlineData("/~", "/~")]
    public void Resolve_TildeElsewhere_StaysPartOfTheName(string option, string expected) =>
        Assert.Equal(expected, HomeFolder.Resolve(option));
}
