using System.Text.Json;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Stages;

public class StageIdTests
{
    private const string Text = "00ff456789abcdef0123456789abcdef";

    [Fact]
    public void Parse_ItsOwnText_IsTheSameId() => Assert.Equal(Text, StageId.Parse(Text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("00ff")]
    [InlineData("zzff456789abcdef0123456789abcdef")]
    [InlineData("00ff456789abcdef0123456789abcdef0")]
    public void Parse_AnythingElse_Throws(string text) => Assert.Throws<FormatException>(() => StageId.Parse(text));

    [Fact]
    public void Json_OfAnId_IsItsText()
    {
        var json = JsonSerializer.Serialize(StageId.Parse(Text));

        Assert.Equal($"\"{Text}\"", json);
        Assert.Equal(StageId.Parse(Text), JsonSerializer.Deserialize<StageId>(json));
    }
}
