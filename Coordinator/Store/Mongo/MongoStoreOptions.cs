namespace Sweep.Coordinator.Store.Mongo;

/// <summary>How to open a MongoDB store.</summary>
/// <param name="Address"><c>mongodb://</c> or <c>mongodb+srv://</c>, with hosts, user, password, TLS and everything else that a connection
/// string can hold. It is never shown in full.</param>
public sealed record MongoStoreOptions(string Address)
{
    public const string DefaultDatabase = "sweep";

    /// <summary>Null uses the address's database, or <see cref="DefaultDatabase"/> when it names none.</summary>
    public string? Database { get; init; }

    /// <summary>For processes that only read beside the writer. The store must exist.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long to look for a server, unless the address sets <c>serverSelectionTimeoutMS</c>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one command may take, unless the address sets <c>socketTimeoutMS</c>.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long applied batches stay in the log. A single read of another process may take this long. The log holds what is written during
    /// this time.
    /// </summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes of changes in one document of the log; larger batches are split. Servers accept 16 MB.</summary>
    public int Part { get; init; } = 4_000_000;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A description for people. It omits the address, which may hold a password.</summary>
    public override string ToString() => MongoPlace.Describe(this);
}
