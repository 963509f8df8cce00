namespace Sweep.Worker.Data.Formats;

/// <summary>A numeric array of a MATLAB file.</summary>
/// <param name="Type">The mi-code of the stored elements; 2 is an unsigned byte.</param>
/// <param name="Elements">The elements in column-major order: the first dimension runs fastest.</param>
/// <param name="Place">The file and the position of the array in it, for error messages.</param>
/// <param name="Offset">Offset of the first number within the array's data, in bytes.</param>
internal sealed record MatArray(IReadOnlyList<int> Dimensions, int Type, byte[] Elements, string Place, long Offset);
