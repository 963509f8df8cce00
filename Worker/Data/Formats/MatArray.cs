namespace Sweep.Worker.Data.Formats;

/// <summary>A numeric array of a MATLAB file.</summary>
/// <param name="Type">The mi-code of the stored elements: 2 is an unsigned byte.</param>
/// <param name="Elements">Column-major: the first dimension runs fastest.</param>
/// <param name="Place">The file and which of its elements, for errors.</param>
/// <param name="Offset">Of the first number there.</param>
internal sealed record MatArray(IReadOnlyList<int> Dimensions, int Type, byte[] Elements, string Place, long Offset);
