using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Latency;

/// <summary>What bounds an operation, in words for people. Tables, pages and advice use the same ones.</summary>
public static class BoundText
{
    /// <summary>
    /// <c>matrix unit</c>, <c>vector unit</c>, <c>cache</c>, <c>memory</c> or <c>launch</c>; <c>arithmetic</c> for the products of a device without a matrix unit.
    /// </summary>
    /// <param name="bound">What takes longest.</param>
    /// <param name="device">The device, at the precision in use; null for one with a matrix unit.</param>
    public static string Word(this Bound bound, Device? device) => bound switch
    {
        Bound.Matrix => device is null || HasMatrixUnit(device) ? "matrix unit" : "arithmetic",
        Bound.Vector => "vector unit",
        Bound.Cache => "cache",
        Bound.External => "memory",
        _ => "launch",
    };

    /// <summary>What computes the products, as a noun for sentences.</summary>
    internal static string ProductUnit(Device device) => HasMatrixUnit(device) ? "matrix unit" : "arithmetic units";

    // A "cube" that sums nothing inside an element multiplies a value by a vector, which the vector registers of a processor do.
    private static bool HasMatrixUnit(Device device) => device.Precision.Matrix is not { Dataflow: Dataflow.Cube, Depth: 1 };
}
