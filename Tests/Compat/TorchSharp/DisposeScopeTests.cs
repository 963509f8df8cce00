using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class DisposeScopeTests
{
    [Fact]
    public void Scope_Disposed_TakesItsTensorsAlong()
    {
        Tensor inside, later;
        using (var scope = NewDisposeScope())
        {
            inside = ones(1) + 1;
            Assert.Equal(2, scope.DisposablesCount);
            Assert.True(scope.Contains(inside));
        }

        later = ones(1);
        Assert.True(inside.IsInvalid);
        Assert.False(later.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_FromInnerScope_LivesAsLongAsTheOuter()
    {
        Tensor moved, left;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                left = zeros(1);
                moved = ones(1).MoveToOuterDisposeScope();
            }

            Assert.True(left.IsInvalid);
            moved.Holds([1], 1f);
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_FromOutermostScope_Detaches()
    {
        Tensor kept;
        using (NewDisposeScope())
            kept = ones(1).MoveToOuterDisposeScope();

        kept.Holds([1], 1f);
    }

    [Fact]
    public void Detached_Tensor_OutlivesItsScopes()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            using var inner = NewDisposeScope();
            kept = inner.Detach(ones(1));
            Assert.False(inner.Contains(kept));
        }

        kept.Holds([1], 1f);
    }

    [Fact]
    public void Attach_OfForeignTensor_MovesIt()
    {
        var free = ones(1);
        using (var scope = NewDisposeScope())
        {
            var other = zeros(1);
            scope.Attach(free);
            Assert.Equal(2, scope.DisposablesCount);
            other.Dispose();
            Assert.Equal([free], scope.DisposablesView);
        }

        Assert.True(free.IsInvalid);
    }

    [Fact]
    public void DisposeEverythingBut_Some_KeepsThem()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1);

        scope.DisposeEverythingBut(b);

        Assert.True(a.IsInvalid);
        Assert.Equal([b], scope.DisposablesView);
    }

    [Fact]
    public void MoveToOther_OfTensor_FollowsItsNewScope()
    {
        using var outer = NewDisposeScope();
        var anchor = ones(1);
        Tensor moved;
        using (NewDisposeScope())
            moved = ones(1).MoveToOtherDisposeScope(anchor);

        Assert.True(outer.Contains(moved));
        moved.Holds([1], 1f);
    }

    [Fact]
    public async Task Scope_OfOneThread_DoesNotOwnAnothersTensors()
    {
        using var scope = NewDisposeScope();

        var foreign = await Task.Factory.StartNew(() => ones(1), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.False(scope.Contains(foreign));
        foreign.Dispose();
    }

    [Fact]
    public void Scopes_DisposedOutOfOrder_LeaveTheThreadWithTheOuter()
    {
        var before = CurrentDisposeScope;
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        inner.Dispose();

        Assert.Same(before, CurrentDisposeScope);
    }
}
