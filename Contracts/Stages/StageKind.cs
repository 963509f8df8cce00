using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>The kind of a stage, which follows from its level in the stage tree: pretrain → train → prune → prune → ….</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StageKind>))]
public enum StageKind
{
    Pretrain,
    Train,
    Prune,
}
