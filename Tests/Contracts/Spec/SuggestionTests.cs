using Sweep.Contracts.Spec;

namespace Sweep.Tests.Contracts.Spec;

public class SuggestionTests
{
    private static readonly string[] _words = ["optimizer", "weight-decay", "lr", "sgd", "adamw"];

    [Theory]
    [InlineData("optimiser", "optimizer")]
    [InlineData("sdg", "sgd")]
    [InlineData("weight_decay", "weight-decay")]
    [InlineData("AdamW", "adamw")]
    [InlineData("weightdecy", "weight-decay")]
    [InlineData("precision", null)]
    [InlineData("", null)]
    public void Nearest_Misspelling_IsWhatWasMeant(string word, string? meant) => Assert.Equal(meant, Suggestion.Nearest(word, _words));

    /// <summary>The work grows with both lengths, so a very long word is not compared even with itself.</summary>
    [Fact]
    public void Nearest_VeryLongWord_IsIgnored()
    {
        var longest = new string('a', 40);

        Assert.Equal(longest, Suggestion.Nearest(longest, [longest]));
        Assert.Null(Suggestion.Nearest(longest + 'a', [longest + 'a']));
    }
}
