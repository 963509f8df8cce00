using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.sweep_version())!;

    /// <summary>Threads an operator may use when it is called from this thread.</summary>
    public static int get_num_threads() => Native.sweep_threads();

    public static void set_num_threads(int num) => Native.Check(Native.sweep_set_threads(num));

    public static int get_num_interop_threads() => Native.sweep_interop_threads();

    public static void set_num_interop_threads(int num) => Native.Check(Native.sweep_set_interop_threads(num));

    public static bool cuda_is_available() => cuda.is_available();

    public static partial class cuda
    {
        public static bool is_available() => Native.sweep_cuda_available() != 0;

        public static bool is_cudnn_available() => Native.sweep_cudnn_available() != 0;

        public static int device_count() => Native.sweep_cuda_count();

        /// <summary>Waits until the device has done all it was given.</summary>
        public static void synchronize(Device? device = null)
        {
            InitializeDeviceType(device?.type ?? DeviceType.CUDA);
            Native.Check(Native.sweep_cuda_synchronize(device?.index ?? -1));
        }
    }

    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                /// <summary>Whether matrix products of float32 may round their inputs to TF32.</summary>
                public static bool allow_tf32
                {
                    get => Native.sweep_tf32_matmul() != 0;
                    set => Native.sweep_set_tf32_matmul(value ? 1 : 0);
                }
            }
        }

        public static partial class cudnn
        {
            /// <summary>Whether convolutions of float32 may round their inputs to TF32.</summary>
            public static bool allow_tf32
            {
                get => Native.sweep_tf32_cudnn() != 0;
                set => Native.sweep_set_tf32_cudnn(value ? 1 : 0);
            }
        }
    }
}
