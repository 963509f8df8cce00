using System.Runtime.CompilerServices;
using Sweep.Worker.Native;

namespace Sweep.Tests.Worker;

/// <summary>Gives libtorch the settings of the engine in tests that use it without the engine.</summary>
internal static class Prepared
{
    [ModuleInitializer]
    internal static void Prepare() => NativeRuntime.Prepare();
}
