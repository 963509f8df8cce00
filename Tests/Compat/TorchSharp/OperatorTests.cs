using System.Reflection;
using TorchSharp.Interop;

namespace Sweep.Tests.Compat.TorchSharp;

public class OperatorTests
{
    public static TheoryData<string> Names => new(typeof(Aten).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_OfTheApi_IsInThisLibtorch(string field) => ((Operator)typeof(Aten).GetField(field)!.GetValue(null)!).Find();
}
