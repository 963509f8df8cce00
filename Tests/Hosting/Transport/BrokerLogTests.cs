using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Hosting.Transport;

public sealed class BrokerLogTests
{
    [Fact]
    public void Describe_WrongPassword_IsARefusalAndNamesTheSettings()
    {
        var (trouble, isRefusal) = BrokerLog.Describe(
            Unreachable(new AuthenticationFailureException("ACCESS_REFUSED - Login was refused"))
        );
        Assert.Equal(("it refuses the user or the password (broker.user, broker.password-file)", true), (trouble, isRefusal));
    }

    [Fact]
    public void Describe_UnknownVirtualHost_IsARefusalAndQuotesTheBroker()
    {
        var reason = new ShutdownEventArgs(ShutdownInitiator.Peer, 530, "NOT_ALLOWED - vhost nowhere not found");
        var (trouble, isRefusal) = BrokerLog.Describe(Unreachable(new OperationInterruptedException(reason)));
        Assert.True(isRefusal);
        Assert.Contains("(broker.virtual-host): NOT_ALLOWED - vhost nowhere not found", trouble, StringComparison.Ordinal);
    }

    /// <summary>The broker's text also names the virtual host in which the right is missing.</summary>
    [Fact]
    public void Describe_MissingRight_IsNotReportedAsUnknownVirtualHost()
    {
        var reason = new ShutdownEventArgs(
            ShutdownInitiator.Peer,
            403,
            "ACCESS_REFUSED - configure access to exchange 'sweep-orders' in vhost '/' refused for user 'study'"
        );
        var (trouble, isRefusal) = BrokerLog.Describe(new OperationInterruptedException(reason));
        Assert.True(isRefusal);
        Assert.StartsWith(
            "the user lacks a right, and has to configure, write and read sweep-* (broker.user): ACCESS_REFUSED",
            trouble,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Describe_NoBroker_IsTheInnermostCause()
    {
        var error = Unreachable(new AggregateException(new IOException("x", new IOException("Connection refused."))));
        Assert.Equal(("Connection refused", false), BrokerLog.Describe(error));
    }

    private static RabbitMqConnectionException Unreachable(Exception inner) =>
        new("Broker unreachable", new BrokerUnreachableException(inner));
}
