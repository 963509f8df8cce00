namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Whether a failpoint acts before or after the command is applied.</summary>
internal enum Moment
{
    BeforeApplying,
    AfterApplying,
}

/// <summary>The effect of a failpoint on a command.</summary>
internal abstract record Effect
{
    /// <summary>The connection is closed: a lost request, or a lost reply.</summary>
    public sealed record Close : Effect;

    /// <summary>The command, or its reply, waits until the failpoint is released.</summary>
    public sealed record Hold : Effect;

    /// <summary>The connection is closed; the command is applied when the failpoint is released.</summary>
    public sealed record DeliverLate : Effect;

    /// <summary>The reply is an error instead: 10107 for a node that is no longer primary.</summary>
    public sealed record Error(int Code) : Effect;

    /// <summary>The reply claims that the first statement's key exists already.</summary>
    public sealed record DuplicateKey : Effect;

    /// <summary>The command is applied; the reply reports that its write concern was not met: 64 not in time, 100 not possible.</summary>
    public sealed record WriteConcernError(int Code) : Effect;
}
