using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Tests.Worker.Checkpoints.S3;

public class S3PlaceTests
{
    [Theory]
    [InlineData("s3://sweeps", "sweeps", "")]
    [InlineData("s3://sweeps/", "sweeps", "")]
    [InlineData("S3://my.sweeps-2/a/b", "my.sweeps-2", "a/b/")]
    [InlineData("s3://sweeps/a/", "sweeps", "a/")]
    public void TryParse_Address_IsBucketAndPrefix(string text, string bucket, string prefix)
    {
        var place = S3Place.TryParse(text)!;

        Assert.Equal((bucket, prefix), (place.Bucket, place.Prefix));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///a")]
    [InlineData("s3://Sweeps/a")]
    [InlineData("s3://a")]
    [InlineData("s3://sweeps?x")]
    [InlineData("/mnt/s3")]
    [InlineData("https://sweeps")]
    public void TryParse_OtherText_ReturnsNull(string text) => Assert.Null(S3Place.TryParse(text));
}
