using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// MongoDB's order of values: first by kind, then by value, so that 1 and 1.0 are the same key. Unsupported kinds are refused.
/// </summary>
internal sealed class BsonOrder : IComparer<BsonValue>
{
    public static BsonOrder Instance { get; } = new();

    /// <summary>Values of one kind compare by value; a range condition matches only within its operand's kind.</summary>
    public static int Kind(BsonValue value) =>
        value.BsonType switch
        {
            BsonType.MinKey => 0,
            BsonType.Null => 1,
            BsonType.Int32 or BsonType.Int64 or BsonType.Double => 2,
            BsonType.String => 3,
            BsonType.Document => 4,
            BsonType.Array => 5,
            BsonType.Binary => 6,
            BsonType.ObjectId => 7,
            BsonType.Boolean => 8,
            BsonType.DateTime => 9,
            BsonType.Timestamp => 10,
            BsonType.MaxKey => 11,
            _ => throw CommandException.NotImplemented($"comparing values of the type {value.BsonType}"),
        };

    public int Compare(BsonValue? x, BsonValue? y)
    {
        x ??= BsonNull.Value;
        y ??= BsonNull.Value;
        var byKind = Kind(x).CompareTo(Kind(y));
        return byKind != 0
            ? byKind
            : x.BsonType switch
            {
                BsonType.Int32 or BsonType.Int64 or BsonType.Double => CompareNumbers(x, y),
                BsonType.String => CompareStrings(x.AsString, y.AsString),
                BsonType.Document => CompareDocuments(x.AsBsonDocument, y.AsBsonDocument),
                BsonType.Array => CompareArrays(x.AsBsonArray, y.AsBsonArray),
                BsonType.Binary => CompareBinaries(x.AsBsonBinaryData, y.AsBsonBinaryData),
                BsonType.ObjectId => x.AsObjectId.CompareTo(y.AsObjectId),
                BsonType.Boolean => x.AsBoolean.CompareTo(y.AsBoolean),
                BsonType.DateTime => x.AsBsonDateTime.MillisecondsSinceEpoch.CompareTo(y.AsBsonDateTime.MillisecondsSinceEpoch),
                BsonType.Timestamp => x.AsBsonTimestamp.Value.CompareTo(y.AsBsonTimestamp.Value),
                _ => 0,
            };
    }

    private static int CompareNumbers(BsonValue x, BsonValue y) =>
        (x, y) switch
        {
            (BsonDouble left, BsonDouble right) => left.Value.CompareTo(right.Value),
            (BsonDouble left, _) => -CompareExactly(y.ToInt64(), left.Value),
            (_, BsonDouble right) => CompareExactly(x.ToInt64(), right.Value),
            _ => x.ToInt64().CompareTo(y.ToInt64()),
        };

    /// <summary>A conversion to double would make neighbours beyond 2^53 equal. NaN sorts below every number.</summary>
    private static int CompareExactly(long left, double right)
    {
        if (double.IsNaN(right))
        {
            return 1;
        }

        if (Math.Abs(right) >= 9223372036854775808.0)
        {
            return right == -9223372036854775808.0 && left == long.MinValue ? 0 : -Math.Sign(right);
        }

        var whole = (long)right;
        return left != whole ? left.CompareTo(whole) : 0.0.CompareTo(right - whole);
    }

    /// <summary>Compares UTF-8 byte by byte, which differs from UTF-16 beyond the basic plane.</summary>
    private static int CompareStrings(string x, string y) =>
        System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y));

    private static int CompareBinaries(BsonBinaryData x, BsonBinaryData y)
    {
        var byLength = x.Bytes.Length.CompareTo(y.Bytes.Length);
        var bySubtype = byLength != 0 ? byLength : x.SubType.CompareTo(y.SubType);
        return bySubtype != 0 ? bySubtype : x.Bytes.AsSpan().SequenceCompareTo(y.Bytes);
    }

    private int CompareDocuments(BsonDocument x, BsonDocument y)
    {
        foreach (var (left, right) in x.Zip(y))
        {
            var byKind = Kind(left.Value).CompareTo(Kind(right.Value));
            var byName = byKind != 0 ? byKind : CompareStrings(left.Name, right.Name);
            var order = byName != 0 ? byName : Compare(left.Value, right.Value);
            if (order != 0)
            {
                return order;
            }
        }

        return x.ElementCount.CompareTo(y.ElementCount);
    }

    private int CompareArrays(BsonArray x, BsonArray y)
    {
        var difference = x.Zip(y, Compare).FirstOrDefault(order => order != 0);
        return difference != 0 ? difference : x.Count.CompareTo(y.Count);
    }
}
