using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Converts values to and from SQLite's types: ids are 16 bytes, moments are milliseconds since 1970.</summary>
internal static class Columns
{
    public static byte[] ToColumn(this StageId id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return bytes;
    }

    public static long ToColumn(this DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    public static StageId GetStageId(this SqliteDataReader row, int column) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column)));

    public static string? GetText(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? GetMoment(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static double? GetNumber(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
