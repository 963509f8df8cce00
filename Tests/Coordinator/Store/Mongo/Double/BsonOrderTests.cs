using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

public sealed class BsonOrderTests
{
    /// <summary>The order given in MongoDB's manual, "Comparison/Sort Order".</summary>
    private static readonly BsonValue[] _ascending =
    [
        BsonMinKey.Value,
        BsonNull.Value,
        double.NaN,
        double.NegativeInfinity,
        long.MinValue,
        -1.5,
        -1,
        0,
        0.5,
        9007199254740992.0,
        9007199254740993L,
        long.MaxValue,
        9223372036854775808.0,
        double.PositiveInfinity,
        "",
        "B",
        "a",
        "ab",
        "\uFF5E",
        "\U0001F600",
        new BsonDocument(),
        new BsonDocument("a", 1),
        new BsonDocument("b", 1),
        new BsonDocument { { "b", 1 }, { "c", 1 } },
        new BsonDocument("a", "x"),
        new BsonArray(),
        new BsonArray { 1 },
        new BsonArray { 1, 2 },
        new BsonArray { 2 },
        new BsonBinaryData([9]),
        new BsonBinaryData([9], BsonBinarySubType.UserDefined),
        new BsonBinaryData([0, 1]),
        new BsonBinaryData([1, 0]),
        new ObjectId("000000000000000000000001"),
        new ObjectId("000000000000000000000002"),
        false,
        true,
        new BsonDateTime(-1),
        new BsonDateTime(0),
        new BsonTimestamp(1),
        BsonMaxKey.Value,
    ];

    [Fact]
    public void Compare_ValuesInMongoDbsOrder_AgreesForEachPair()
    {
        foreach (var (x, left) in _ascending.Index())
        {
            foreach (var (y, right) in _ascending.Index())
            {
                Assert.True(Math.Sign(BsonOrder.Instance.Compare(left, right)) == Math.Sign(x.CompareTo(y)), $"{left} and {right}");
            }
        }
    }

    [Fact]
    public void Compare_EqualNumbersOfTwoTypes_AreOne()
    {
        Assert.Equal(0, BsonOrder.Instance.Compare(1, 1L));
        Assert.Equal(0, BsonOrder.Instance.Compare(1.0, 1L));
        Assert.Equal(0, BsonOrder.Instance.Compare(long.MinValue, -9223372036854775808.0));
    }

    [Fact]
    public void Compare_TypeThatIsNotImplemented_IsRefused() =>
        Assert.Equal(9, Assert.Throws<CommandException>(() => BsonOrder.Instance.Compare(new BsonDecimal128(1), 1)).Code);
}
