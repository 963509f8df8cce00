namespace Sweep.Coordinator.Store.Mongo;

/// <summary>Where and how the store is opened.</summary>
/// <param name="Address"><c>mongodb://</c> or <c>mongodb+srv://</c>: hosts, user, password, TLS and all else that a connection string can say. It is never shown whole.</param>
public sealed record MongoStoreOptions(string Address)
{
    public const string DefaultDatabase = "sweep";

    /// <summary>Null means the address's, or without one <see cref="DefaultDatabase"/>.</summary>
    public string? Database { get; init; }

    /// <summary>For processes that only read beside the one that writes; the store exists then.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long a server is looked for, unless the address says <c>serverSelectionTimeoutMS</c>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one command may take, unless the address says <c>socketTimeoutMS</c>.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long what is applied stays in the log: what another process reads in one go may take as long. The log's size is what is written
    /// in this time.
    /// </summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of changes that one document of the log may have before they are split; servers take 16 MB.</summary>
    public int Part { get; init; } = 4_000_000;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For people: never the address, which may hold a password.</summary>
    public override string ToString() => MongoPlace.Describe(this);
}
