namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Whether a failpoint strikes before the command is applied or after it.</summary>
internal enum Moment
{
    BeforeApplying,
    AfterApplying,
}

/// <summary>What happens to a command that a failpoint strikes.</summary>
internal abstract record Effect
{
    /// <summary>The connection is closed: a lost request, or a lost reply.</summary>
    public sealed record Close : Effect;

    /// <summary>The command, or its reply, waits until the failpoint is released.</summary>
    public sealed record Hold : Effect;

    /// <summary>The connection is closed; the command is applied when the failpoint is released.</summary>
    public sealed record DeliverLate : Effect;

    /// <summary>The reply is an error instead: 10107 for a node that is no primary any more.</summary>
    public sealed record Error(int Code) : Effect;

    /// <summary>The reply says that the first statement's key is held already.</summary>
    public sealed record DuplicateKey : Effect;

    /// <summary>The command is applied; the reply says that its write concern was not met: 64 in time, 100 not possible.</summary>
    public sealed record WriteConcernError(int Code) : Effect;
}
