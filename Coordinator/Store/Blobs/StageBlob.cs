using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Blobs;

/// <summary>
/// A stage's facts except its number, id, parent, worker and memberships, which have columns of their own: about thirty bytes. The fields
/// after the attempt are present only for stages that were handed out.
/// </summary>
internal static class StageBlob
{
    public static byte[] Write(in StageFacts stage)
    {
        using var bytes = new MemoryStream(64);
        using var to = new BinaryWriter(bytes);
        to.Write7BitEncodedInt(stage.Settings);
        to.Write(stage.Sparsity);
        to.Write7BitEncodedInt(stage.Seed);
        to.Write7BitEncodedInt64(stage.Changed);
        to.Write7BitEncodedInt(stage.Attempt);
        if (stage.Attempt == 0)
            return bytes.ToArray();
        to.Write((byte)stage.Condition);
        to.Write7BitEncodedInt64(stage.Queued);
        to.Write7BitEncodedInt64(stage.Started);
        to.Write7BitEncodedInt(stage.Failures);
        to.Write7BitEncodedInt(stage.Losses);
        to.Write7BitEncodedInt(stage.Splits);
        to.Write7BitEncodedInt64(stage.NotBefore);
        to.Write7BitEncodedInt64(stage.Took);
        to.Write(stage.HasResult);
        to.Write(stage.Error is not null);
        if (stage.Error is { } error)
            to.Write(error);
        to.Write(CurveBlob.Write(stage.Curve));
        return bytes.ToArray();
    }

    public static StageFacts Read(byte[] blob, long number, StageId id, long parent, string? worker, IReadOnlyList<MemberFacts> members)
    {
        using var from = new BinaryReader(new MemoryStream(blob));
        var stage = new StageFacts
        {
            Number = number,
            Id = id,
            Parent = parent,
            Settings = from.Read7BitEncodedInt(),
            Sparsity = from.ReadDouble(),
            Seed = from.Read7BitEncodedInt(),
            Changed = from.Read7BitEncodedInt64(),
            Attempt = from.Read7BitEncodedInt(),
            Worker = worker,
            Splits = 1,
            Curve = [],
            Members = members,
        };
        return stage.Attempt == 0
            ? stage
            : stage with
            {
                Condition = (StageCondition)from.ReadByte(),
                Queued = from.Read7BitEncodedInt64(),
                Started = from.Read7BitEncodedInt64(),
                Failures = from.Read7BitEncodedInt(),
                Losses = from.Read7BitEncodedInt(),
                Splits = from.Read7BitEncodedInt(),
                NotBefore = from.Read7BitEncodedInt64(),
                Took = from.Read7BitEncodedInt64(),
                HasResult = from.ReadBoolean(),
                Error = from.ReadBoolean() ? from.ReadString() : null,
                Curve = CurveBlob.Read(from.ReadBytes(blob.Length)),
            };
    }
}
