using System.Reflection;
using System.Reflection.Emit;
using Sweep.Worker.Models;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Evaluating;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training;

/// <summary>
/// A training step must only queue work for the device. A call that waits for the device in every step leaves a GPU idle while the CPU
/// prepares the next. The test follows all calls of a step through the worker's code down to its calls of TorchSharp.
/// </summary>
public sealed class QueuedStepTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Members of Tensor that wait, because they copy numbers to the CPU or need them there to know a size. <c>to</c> waits when it copies
    /// between CPU and device; only Upload may do that, since it uses pinned memory.
    /// </summary>
    private static readonly HashSet<string> _waiting =
    [
        "item",
        "cpu",
        "cuda",
        "data",
        "bytes",
        "to",
        "Equals",
        "equal",
        "allclose",
        "nonzero",
        "masked_select",
        "unique",
        "set_bytes",
        "get_bytes",
        "ToScalar",
        "op_Explicit",
        "repeat_interleave",
    ];

    private static readonly Dictionary<short, OpCode> _opcodes = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static readonly Type[] _types = typeof(Trainer).Assembly.GetTypes();

    [Fact]
    public void TakeStep_AllThatItCalls_WaitsForNothing()
    {
        var waits = Waits(typeof(Trainer).GetMethod("TakeStep", All)!);

        Assert.Equal([("Upload", "to")], waits);
    }

    /// <summary>Checks that the search finds waiting calls.</summary>
    [Fact]
    public void Evaluate_ReadsItsSums_IsFound()
    {
        var waits = Waits(typeof(Evaluator).GetMethod("Evaluate", All)!);

        Assert.Superset(
            new HashSet<(string, string)> { ("Evaluator", "cpu"), ("Evaluator", "item"), ("Evaluator", "data") },
            waits.ToHashSet()
        );
    }

    private static List<(string Type, string Member)> Waits(MethodBase root)
    {
        // Layers are called through delegates, so no call instruction names them.
        var waiting = new SortedSet<(string, string)>();
        var lambdas = _types
            .Where(type => type.DeclaringType is { } outer && typeof(Step).IsAssignableFrom(outer))
            .SelectMany(type => type.GetMethods(All));
        var (todo, seen) = (new Stack<MethodBase>([root, .. lambdas]), new HashSet<MethodBase>());
        while (todo.TryPop(out var method))
        {
            if (!seen.Add(method))
                continue;
            foreach (var called in CallsOf(method))
            {
                if (called.DeclaringType?.Assembly == typeof(Trainer).Assembly)
                {
                    foreach (var one in WithOverrides(called))
                        todo.Push(one);
                }
                else if (IsWaiting(called))
                {
                    waiting.Add((method.DeclaringType!.Name, called.Name));
                }
            }
        }

        Assert.Contains(seen, method => method.DeclaringType == typeof(ConvStep) && method.Name == "Forward");
        return [.. waiting];
    }

    private static bool IsWaiting(MethodBase called)
    {
        if (called.DeclaringType == typeof(TorchSharp.TensorExtensionMethods))
            return called.Name.StartsWith("To", StringComparison.Ordinal);
        if (called.DeclaringType != typeof(Tensor) || !_waiting.Contains(called.Name))
            return false;

        // A conversion to another type is an ordinary kernel.
        return called.Name != "to"
            || called
                .GetParameters()
                .Any(parameter =>
                    parameter.ParameterType == typeof(Device)
                    || parameter.ParameterType == typeof(TorchSharp.DeviceType)
                    || parameter.ParameterType == typeof(string)
                );
    }

    private static IEnumerable<MethodBase> WithOverrides(MethodBase called)
    {
        yield return called;
        if (called is not MethodInfo { IsVirtual: true } method || called.DeclaringType is not { } declaring)
            yield break;
        foreach (
            var type in _types.Where(type =>
                type is { IsInterface: false, ContainsGenericParameters: false } && type != declaring && declaring.IsAssignableFrom(type)
            )
        )
        {
            if (declaring.IsInterface)
            {
                var map = type.GetInterfaceMap(declaring);
                yield return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
            }
            else if (type.GetMethods(All).FirstOrDefault(one => one.GetBaseDefinition() == method.GetBaseDefinition()) is { } replaced)
            {
                yield return replaced;
            }
        }
    }

    private static List<MethodBase> CallsOf(MethodBase method)
    {
        var called = new List<MethodBase>();
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var place = 0; place < il.Length; )
        {
            var code = _opcodes[il[place] == 0xfe ? (short)(0xfe00 | il[place + 1]) : il[place]];
            place += code.Size;
            if (code.OperandType == OperandType.InlineMethod)
            {
                called.Add(
                    method.Module.ResolveMethod(
                        BitConverter.ToInt32(il, place),
                        TypeArguments(method),
                        method.IsGenericMethod ? method.GetGenericArguments() : null
                    )!
                );
            }

            place += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, place)),
                _ => 4,
            };
        }

        return called;
    }

    private static Type[]? TypeArguments(MethodBase method) =>
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
}
