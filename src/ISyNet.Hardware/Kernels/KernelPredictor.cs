using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Kernels;

/// <summary>
/// The time of kernels on a device: an analytical time multiplied by the exponential of a sum of trees. Caches the times of up to
/// <see cref="MostRemembered"/> kernels. Thread-safe.
/// </summary>
public sealed class KernelPredictor
{
    /// <summary>Size of the cache. If it is full, it is cleared.</summary>
    public const int MostRemembered = 1 << 18;

    private readonly BoundedCache<(Kernel Kernel, int Batch), double> _known = new(MostRemembered);
    private readonly double[][] _constants = new double[Enum.GetValues<KernelKind>().Length][];
    private readonly TreeEnsemble?[] _trees = new TreeEnsemble?[Enum.GetValues<KernelClass>().Length];
    private readonly int _features;
    private readonly int _cores;
    private readonly int _elementBytes;

    /// <summary>Reads constants and trees.</summary>
    /// <param name="times">Constants and trees.</param>
    /// <param name="cores">Cores of the device.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <exception cref="DeviceException">They are not valid.</exception>
    public KernelPredictor(KernelTimes times, int cores, int elementBytes)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.FirstProblem() is { } problem)
            throw new DeviceException(problem);
        (_features, _cores, _elementBytes) = (times.Features.Length, cores, elementBytes);
        for (var i = 0; i < _constants.Length; i++)
            _constants[i] = KernelForm.Start((KernelKind)i);
        foreach (var kind in times.Kinds)
            _constants[(int)kind.Kind] = [.. kind.Constants];
        foreach (var group in times.Classes)
            _trees[(int)group.Class] = TreeEnsemble.Parse(group.Trees, times.Features.Length);
    }

    /// <summary>Microseconds of a kernel alone, its weights in the cache.</summary>
    public double Us(Kernel kernel, int batch)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (_known.TryGetValue((kernel, batch), out var us))
            return us;
        us = KernelForm.Us(kernel, batch, _cores, _elementBytes, _constants[(int)kernel.Kind]);
        if (_trees[(int)kernel.Class] is { } trees)
        {
            Span<double> x = stackalloc double[_features];
            KernelFeatures.Write(kernel, batch, _cores, _elementBytes, us, x);
            us *= Math.Exp(trees.Evaluate(x));
        }

        return _known.Keep((kernel, batch), us);
    }
}
