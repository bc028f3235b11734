using System.Collections.Immutable;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Kernels;

/// <summary>The constants of one kind of kernel.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Constants">In the order of <see cref="KernelForm.Constants"/>; all above zero.</param>
public sealed record KindConstants(KernelKind Kind, ImmutableArray<double> Constants);

/// <summary>The trees of one class of kernels: their sum is the natural logarithm of what the analytical time is multiplied by.</summary>
/// <param name="Class">The class.</param>
/// <param name="Trees">One line per tree, see <see cref="TreeEnsemble"/>.</param>
public sealed record ClassTrees(KernelClass Class, ImmutableArray<string> Trees);

/// <summary>How a set of kernel times was fitted, and how well it predicts networks that were left out.</summary>
/// <param name="Date">Day of the fit, ISO 8601.</param>
/// <param name="Sources">Files of measurements.</param>
/// <param name="Conditions">How they were taken.</param>
/// <param name="Kernels">Kernels measured alone.</param>
/// <param name="Networks">Whole networks measured.</param>
/// <param name="Rows">Measurements of them.</param>
/// <param name="NetworkLeftOut">Errors of each network by a fit without its kernels and its rows.</param>
/// <param name="FamilyLeftOut">Errors of each family of networks by a fit without it; null if there are no families.</param>
/// <param name="BandLow">A tenth of the left-out measurements is below the prediction times this factor.</param>
/// <param name="BandHigh">A tenth of the left-out measurements is above the prediction times this factor.</param>
public sealed record KernelProvenance(
    string Date, ImmutableArray<string> Sources, string Conditions, int Kernels, int Networks, int Rows,
    LeftOutErrors? NetworkLeftOut, LeftOutErrors? FamilyLeftOut, double BandLow, double BandHigh)
{
    /// <summary>
    /// Milliseconds of the reference kernel at the speed that the times are for. Measurements on the same machine are scaled by it. Null if it was not timed.
    /// </summary>
    public double? ReferenceMs { get; init; }

    /// <summary>For fitted times without a validation.</summary>
    public static KernelProvenance None { get; } = new("", [], "", 0, 0, 0, null, null, 1, 1);
}

/// <summary>Errors of predictions of networks that were left out of the fit.</summary>
/// <param name="Rows">Predictions.</param>
/// <param name="MapePercent">Mean absolute percentage error.</param>
/// <param name="MedianPercent">Median absolute percentage error.</param>
/// <param name="Within10Percent">Percent of the predictions with an error of at most 10 %.</param>
/// <param name="KendallTau">Rank correlation of the predictions with the measurements, per image: the mean over the batch sizes.</param>
public sealed record LeftOutErrors(int Rows, double MapePercent, double MedianPercent, double Within10Percent, double KendallTau)
{
    private const int FewestToRank = 3;

    /// <summary>The errors of predictions; ranks are compared within every batch of three or more.</summary>
    /// <param name="rows">Predicted and measured latency with the images per batch; at least one.</param>
    public static LeftOutErrors Compute(IReadOnlyCollection<(double Predicted, double Measured, int Batch)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var errors = rows.Select(r => Math.Abs((r.Predicted / r.Measured) - 1) * 100).Order().ToArray();
        var taus = rows.GroupBy(r => r.Batch).Where(g => g.Count() >= FewestToRank)
            .Select(g => RankCorrelation.KendallTau([.. g.Select(r => r.Predicted)], [.. g.Select(r => r.Measured)])).ToArray();
        return new LeftOutErrors(rows.Count, Rounded(errors.Average()), Rounded(errors[errors.Length / 2]),
            Rounded(100.0 * errors.Count(e => e <= 10) / errors.Length), taus.Length > 0 ? Rounded(taus.Average()) : 0);
    }

    private static double Rounded(double value) => Math.Round(value, 3);
}

/// <summary>
/// How long the kernels of a device take under a runtime: constants and trees per kind of kernel, and what a network costs beyond its
/// kernels. A part of a device file (docs/kernels.md).
/// </summary>
/// <param name="Runtime">The runtime and its version.</param>
/// <param name="Precision">Name of the precision that was measured.</param>
/// <param name="Rules">The operations that it fuses.</param>
/// <param name="Features">Names of the features that the trees were fitted to.</param>
/// <param name="LaunchUs">Microseconds to launch a kernel of a network, in addition to its own time.</param>
/// <param name="ColdUsPerMegabyte">Microseconds per 10^6 bytes of weights. Weights are in the cache if a kernel is measured alone, but not in a network.</param>
/// <param name="Kinds">Constants.</param>
/// <param name="Classes">Trees; a class without trees has its analytical time.</param>
/// <param name="Provenance">How it was fitted.</param>
public sealed record KernelTimes(
    string Runtime, string Precision, RuntimeRules Rules, ImmutableArray<string> Features, double LaunchUs, double ColdUsPerMegabyte,
    ImmutableArray<KindConstants> Kinds, ImmutableArray<ClassTrees> Classes, KernelProvenance Provenance)
{
    /// <summary>What a network costs beyond its kernels on a device with these times.</summary>
    /// <param name="cacheBytes">Size of the device's cache.</param>
    public NetworkOverheads Overheads(long cacheBytes) => new(LaunchUs, ColdUsPerMegabyte, cacheBytes);

    /// <summary>The first broken rule, as <c>field: rule</c>; null if all are kept.</summary>
    public string? FirstProblem()
    {
        if (!Features.SequenceEqual(KernelFeatures.Names(Rules)))
            return "kernels.features: was fitted to other features than this version has; build the device again";
        if (Rules.ChannelBlock is not (0 or 4 or 8 or 16 or 32))
            return "kernels.rules.channelBlock: must be 0, 4, 8, 16 or 32";
        if (Provenance.ReferenceMs is not (null or (> 0 and < 1e6)))
            return "kernels.provenance.referenceMs: must be above 0";
        if (LaunchUs is not (>= 0 and < 1e6) || ColdUsPerMegabyte is not (>= 0 and < 1e6))
            return "kernels.launchUs and kernels.coldUsPerMegabyte: must be between 0 and 1E+06";
        if (Provenance.BandLow is not (> 0 and <= 1) || Provenance.BandHigh is not (>= 1 and < 1e3))
            return "kernels.provenance: bandLow must be above 0 and at most 1, bandHigh at least 1";
        foreach (var kind in Kinds)
        {
            if (!Enum.IsDefined(kind.Kind) || kind.Constants.Length != KernelForm.Constants(kind.Kind).Count || kind.Constants.Any(c => c is not (> 0 and < 1e15)))
                return $"kernels.kinds: {kind.Kind} takes the constants {string.Join(", ", KernelForm.Constants(kind.Kind))}, all above 0";
        }

        foreach (var group in Classes)
        {
            try
            {
                _ = TreeEnsemble.Parse(group.Trees, Features.Length);
            }
            catch (DeviceException error)
            {
                return $"kernels.classes.{group.Class}.{error.Message}";
            }
        }

        return null;
    }
}
