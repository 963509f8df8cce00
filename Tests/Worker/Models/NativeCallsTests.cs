using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Sweep.Worker.Models;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Models;

/// <summary>
/// A C++ exception that TorchSharp's native half does not catch ends the process. Its functions catch exceptions by a macro (CATCH in
/// src/Native/LibTorchSharp), except some: autograd.grad, matmul, cummax, cummin, and all of nn.Module and optim. Therefore every member
/// that the worker calls is listed here, after it was checked there. Of the members that do not catch, the worker calls only some that
/// allocate no tensor: the device of a tensor, whether there is CUDA, gradient mode, the number of threads, scalars, and freeing.
/// </summary>
public sealed class NativeCallsTests
{
    /// <summary>The version that was checked.</summary>
    private static readonly Version _version = new(0, 107, 0);

    private static readonly Dictionary<string, string> _lookedUp = new(StringComparer.Ordinal)
    {
        ["TorchSharp.Scalar"] = "op_Implicit",
        ["TorchSharp.TensorExtensionMethods"] = "ToBoolean",
        ["TorchSharp.torch"] =
            "bfloat16 cat CPU empty empty_like float32 get___version__ get_num_threads is_floating_point NewDisposeScope no_grad "
            + "ones ones_like set_num_threads tensor zeros zeros_like",
        ["TorchSharp.torch/Device"] = ".ctor get_type",
        ["TorchSharp.torch/Tensor"] =
            "add_ addcdiv_ addcmul addcmul_ all clamp contiguous copy_ cpu data detach DetachFromDisposeScope Dispose eq "
            + "fill_ flatten get_bytes get_device get_dtype get_ElementSize get_grad get_shape hardtanh_ index_add_ "
            + "index_select isfinite item logical_not masked_fill_ MoveToOuterDisposeScope mul mul_ narrow numel permute pin_memory relu_ repeat "
            + "requires_grad_ reshape select set_grad sqrt sum to to_type topk unsqueeze view zero_",
        ["TorchSharp.torch/autograd"] = "backward",
        ["TorchSharp.torch/backends/cuda/matmul"] = "set_allow_tf32",
        ["TorchSharp.torch/backends/cudnn"] = "set_allow_tf32",
        ["TorchSharp.torch/cuda"] = "device_count is_available",
        ["TorchSharp.torch/nn/functional"] = "adaptive_avg_pool2d batch_norm conv2d cross_entropy linear max_pool2d pad",
    };

    [Fact]
    public void Worker_CallsOfTorchSharp_WereChecked()
    {
        using var file = new PEReader(File.OpenRead(typeof(Network).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var called = metadata
            .MemberReferences.Select(metadata.GetMemberReference)
            .Select(member => (Type: Name(metadata, member.Parent), Member: metadata.GetString(member.Name)))
            .Where(call => call.Type.StartsWith("TorchSharp.", StringComparison.Ordinal))
            .ToHashSet();

        Assert.Contains(("TorchSharp.torch/autograd", "backward"), called);
        Assert.All(called, call => Assert.Contains(call.Member, _lookedUp.GetValueOrDefault(call.Type, "").Split(' ')));
    }

    [Fact]
    public void TorchSharp_Version_IsTheCheckedOne()
    {
        var version = typeof(Tensor).Assembly.GetName().Version!;

        Assert.Equal(_version, new Version(version.Major, version.Minor, version.Build));
    }

    /// <summary>A type's name, with a slash before nested types; empty for a type that is not plain.</summary>
    private static string Name(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeReference)
        {
            return "";
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Name(metadata, type.ResolutionScope)}/{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
