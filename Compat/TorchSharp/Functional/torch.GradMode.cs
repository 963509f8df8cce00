using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>No graph is recorded on this thread until the returned guard is disposed of.</summary>
    public static IDisposable no_grad() => new GradModeGuard(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeGuard(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeGuard(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceModeGuard(mode);

    public static bool is_grad_enabled() => Native.sweep_grad_enabled() != 0;

    public static bool is_inference_mode_enabled() => Native.sweep_inference_enabled() != 0;

    private sealed class GradModeGuard : IDisposable
    {
        private readonly int _before = Native.sweep_grad_enabled();

        public GradModeGuard(bool enabled) => Native.sweep_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.sweep_set_grad_enabled(_before);
    }

    private sealed class InferenceModeGuard(bool mode) : IDisposable
    {
        private nint _guard = Native.sweep_inference_enter(mode ? 1 : 0);

        public void Dispose()
        {
            if (_guard != 0)
                Native.sweep_inference_leave(_guard);
            _guard = 0;
        }
    }
}
