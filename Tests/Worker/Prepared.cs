using System.Runtime.CompilerServices;
using Sweep.Worker.Native;

namespace Sweep.Tests.Worker;

/// <summary>Tests that use libtorch without the engine get the settings that the engine gives it.</summary>
internal static class Prepared
{
    [ModuleInitializer]
    internal static void Prepare() => NativeRuntime.Prepare();
}
