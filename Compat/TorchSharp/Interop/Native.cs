using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The functions of libsweep_torch.so; each is described in Native/*.cpp. Those that return an int named status go through <see cref="Check"/>.</summary>
internal static unsafe partial class Native
{
    private const string Library = "libsweep_torch.so";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    /// <exception cref="ExternalException">libtorch threw; as in TorchSharp, the message is libtorch's.</exception>
    public static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException(Marshal.PtrToStringUTF8(sweep_last_error()));
    }

    /// <exception cref="DllNotFoundException">Says what to install.</exception>
    internal static nint Load(string file)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"Could not load {file}, the bridge to libtorch. It is compiled by the build against the system's libtorch (Debian: apt install libtorch-dev) " +
                $"or the one in TORCH_DIR, which must still be there when the program runs. The loader said: {error.Message}", error);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? Load(Path.Combine(AppContext.BaseDirectory, Library)) : 0;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sweep_operator_find(string name, string overload, nint* found);

    [LibraryImport(Library)]
    public static partial int sweep_operator_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);

    [LibraryImport(Library)]
    public static partial void sweep_free(void* list);

    [LibraryImport(Library)]
    private static partial nint sweep_last_error();

    [LibraryImport(Library)]
    public static partial void sweep_tensor_release(nint tensor);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_wrap(void* data, long* sizes, int dimensions, int type, delegate* unmanaged<nint, void> deleter, nint context, nint* tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sweep_tensor_dimensions(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void sweep_tensor_sizes(nint tensor, long* sizes);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void sweep_tensor_strides(nint tensor, long* strides);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long sweep_tensor_elements(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long sweep_tensor_element_size(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long sweep_tensor_storage_offset(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sweep_tensor_type(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void sweep_tensor_device(nint tensor, int* type, int* index);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sweep_tensor_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_data(nint tensor, void** data);

    [LibraryImport(Library)]
    public static partial int sweep_autograd_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* outputGradients, int outputGradientCount,
        int retainGraph, int createGraph, int allowUnused, nint* gradients);

    [LibraryImport(Library)]
    public static partial int sweep_autograd_backward(
        nint* tensors, int count, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_requires_grad(nint tensor);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_set_requires_grad(nint tensor, int value);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_is_leaf(nint tensor);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_grad(nint tensor, nint* gradient);

    [LibraryImport(Library)]
    public static partial int sweep_tensor_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    public static partial int sweep_grad_enabled();

    [LibraryImport(Library)]
    public static partial void sweep_set_grad_enabled(int value);

    [LibraryImport(Library)]
    public static partial int sweep_inference_enabled();

    [LibraryImport(Library)]
    public static partial nint sweep_inference_enter(int value);

    [LibraryImport(Library)]
    public static partial void sweep_inference_leave(nint guard);

    [LibraryImport(Library)]
    public static partial int sweep_threads();

    [LibraryImport(Library)]
    public static partial int sweep_set_threads(int count);

    [LibraryImport(Library)]
    public static partial int sweep_interop_threads();

    [LibraryImport(Library)]
    public static partial int sweep_set_interop_threads(int count);

    [LibraryImport(Library)]
    public static partial int sweep_cuda_available();

    [LibraryImport(Library)]
    public static partial int sweep_cuda_count();

    [LibraryImport(Library)]
    public static partial int sweep_cudnn_available();

    [LibraryImport(Library)]
    public static partial int sweep_cuda_synchronize(long device);

    [LibraryImport(Library)]
    public static partial int sweep_tf32_matmul();

    [LibraryImport(Library)]
    public static partial void sweep_set_tf32_matmul(int value);

    [LibraryImport(Library)]
    public static partial int sweep_tf32_cudnn();

    [LibraryImport(Library)]
    public static partial void sweep_set_tf32_cudnn(int value);

    [LibraryImport(Library)]
    public static partial nint sweep_version();
}
