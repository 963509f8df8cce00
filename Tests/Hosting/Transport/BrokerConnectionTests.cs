using Sweep.Hosting.Transport;

namespace Sweep.Tests.Hosting.Transport;

public sealed class BrokerConnectionTests
{
    [Theory]
    [InlineData("localhost", false, "localhost", 5672)]
    [InlineData("localhost", true, "localhost", 5671)]
    [InlineData("mq.example:1234", true, "mq.example", 1234)]
    [InlineData("[::1]:99", false, "[::1]", 99)]
    [InlineData("[::1]", false, "[::1]", 5672)]
    public void TryNode_HostWithOrWithoutPort_IsRead(string text, bool tls, string host, int port)
    {
        Assert.True(BrokerConnection.TryNode(text, tls, out var readHost, out var readPort));
        Assert.Equal((host, port), (readHost, readPort));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("mq:0")]
    [InlineData("mq:70000")]
    [InlineData("mq:amqp")]
    [InlineData("amqp://mq")]
    public void TryNode_SomethingElse_IsRefused(string text) => Assert.False(BrokerConnection.TryNode(text, false, out _, out _));

    [Fact]
    public void Password_OfFile_IsItsFirstLine()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "s3cret\n");
            Assert.Equal("s3cret", BrokerConnection.Password(BrokerOptions.Default with { PasswordFile = file }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Password_NotGiven_IsRabbitMqsDefault() => Assert.Equal("guest", BrokerConnection.Password(BrokerOptions.Default));
}
