using System.Reflection;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>A store in front of another, whose members can be made to fail or to wait. Not sealed, not internal: the proxy derives from it.</summary>
public class FaultyStore : DispatchProxy
{
    private ISweepStore _inner = null!;

    /// <summary>Called with a member's name before it is.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public static (ISweepStore Store, FaultyStore Faults) Around(ISweepStore inner)
    {
        var store = Create<ISweepStore, FaultyStore>();
        var faults = (FaultyStore)store;
        faults._inner = inner;
        return (store, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Before(targetMethod!.Name);
        return targetMethod.Invoke(_inner, args);
    }
}
