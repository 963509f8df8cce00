using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Stage definitions, taken apart: what many stages share is stored once, as JSON found by its hash. A million stages that
/// differ in seed and sparsity take a hundred bytes each instead of a thousand.
/// </summary>
internal sealed class DefinitionTable(Database database)
{
    /// <summary>What a query selects, first of all, for <see cref="Read(SqliteDataReader)"/>: of stage <c>s</c> and its parent <c>p</c>, if any.</summary>
    public const string Selected = "s.id, p.id, s.settings, s.sparsity, s.seed";

    /// <summary>How many columns <see cref="Selected"/> has.</summary>
    public const int Width = 5;

    private const int CacheLimit = 10_000;
    private readonly Dictionary<StageDefinition, long> _keys = [];
    private readonly Dictionary<long, StageDefinition> _settings = [];

    /// <summary>The key of a definition's shared part, stored when it is new.</summary>
    public long Intern(StageDefinition definition)
    {
        // Lists in it are compared by reference, so the same settings may be looked up again by their hash, at worst.
        var shared = definition with { Id = default, Parent = null, Sparsity = 0, Seed = 0 };
        if (_keys.TryGetValue(shared, out var key))
            return key;

        var json = StoreJson.WriteBytes(shared);
        var digest = SHA256.HashData(json).AsSpan(0, 16).ToArray();
        key = database.Scalar("SELECT key FROM settings WHERE hash = $1", digest);
        if (key == 0)
        {
            database.Execute("INSERT INTO settings(hash, json) VALUES($1, $2)", digest, Encoding.UTF8.GetString(json));
            key = database.LastKey;
        }

        if (_keys.Count >= CacheLimit)
            _keys.Clear();
        _keys.Add(shared, key);
        return key;
    }

    /// <summary>A stage's definition, put together again.</summary>
    public StageDefinition Read(long stage)
    {
        using var row = database.Query($"SELECT {Selected} FROM stage s LEFT JOIN stage p ON p.key = s.parent WHERE s.key = $1", stage);
        row.Read();
        return Read(row);
    }

    /// <summary>The definition in the first columns of a row.</summary>
    public StageDefinition Read(SqliteDataReader row) => Shared(row.GetInt64(2)) with
    {
        Id = row.GetStageId(0),
        Parent = row.IsDBNull(1) ? null : row.GetStageId(1),
        Sparsity = row.GetDouble(3),
        Seed = row.GetInt32(4),
    };

    /// <summary>Forgets keys that a rolled-back transaction may have given out.</summary>
    public void Forget()
    {
        _keys.Clear();
        _settings.Clear();
    }

    private StageDefinition Shared(long settings)
    {
        if (_settings.TryGetValue(settings, out var definition))
            return definition;

        using (var row = database.Query("SELECT json FROM settings WHERE key = $1", settings))
        {
            row.Read();
            definition = StoreJson.Read<StageDefinition>(row.GetString(0));
        }

        if (_settings.Count >= CacheLimit)
            _settings.Clear();
        _settings.Add(settings, definition);
        return definition;
    }
}
