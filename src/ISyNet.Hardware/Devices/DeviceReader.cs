using System.Collections.Immutable;
using System.Text.Json;
using ISyNet.Core.Json;
using ISyNet.Graph.Ops;
using ISyNet.Hardware.Kernels;

namespace ISyNet.Hardware.Devices;

/// <summary>
/// Reads a device from its JSON, field by field: half of the start of a short command goes by when a serializer first learns these records. A test reads
/// every field back from what the serializer writes.
/// </summary>
internal static class DeviceReader
{
    /// <exception cref="ISyNetException">A field is missing, unknown or of the wrong kind; the message names it.</exception>
    public static Device Read(JsonField device)
    {
        device.Allow("format", "name", "title", "source", "cores", "clockMHz", "precisions", "vector", "local", "cache", "external", "fusion", "constants",
            "provenance", "kernels", "family", "fits");
        var precisions = List(device.Require("precisions"), OfPrecision);
        var vector = device.Require("vector");
        var cache = device.Require("cache");
        var external = device.Require("external");
        vector.Allow("bytesPerCycle", "smallestElementBytes");
        cache.Allow("name", "capacityBytes", "readBytesPerCycle", "writeBytesPerCycle");
        external.Allow("name", "readGBps", "writeGBps");
        return new Device(
            device.Require("name").Text(), device.Require("title").Text(), device.Require("source").Text(), Whole(device, "cores"), Number(device, "clockMHz"), precisions,
            new VectorUnit(Whole(vector, "bytesPerCycle"), Whole(vector, "smallestElementBytes")),
            IsNull(device.Require("local")) ? null : Memory(device.Require("local")),
            new SharedCache(cache.Require("name").Text(), Bytes(cache, "capacityBytes"), Number(cache, "readBytesPerCycle"), Number(cache, "writeBytesPerCycle")),
            new ExternalMemory(external.Require("name").Text(), Number(external, "readGBps"), Number(external, "writeGBps")),
            Rules(device.Require("fusion")),
            Constants(device.Require("constants")),
            Present(device, "provenance") is { } provenance ? Fit(provenance) : null,
            Present(device, "kernels") is { } kernels ? kernels.Deserialize<KernelTimes>(DeviceJson.Default.Options) : null)
        {
            Family = Present(device, "family")?.Text(),
            Fits = device.Find("fits") is { } fits ? List(fits, OfFit) : [],
        };
    }

    private static Precision OfPrecision(JsonField precision)
    {
        precision.Allow("name", "bytes", "accumulatorBytes", "channelAlign", "smallChannelAlign", "matrix");
        var matrix = precision.Require("matrix");
        matrix.Allow("dataflow", "rows", "columns", "depth", "blockRows", "blockColumns");
        return new Precision(
            precision.Require("name").Text(), Whole(precision, "bytes"), Whole(precision, "accumulatorBytes"), Whole(precision, "channelAlign"), Whole(precision, "smallChannelAlign"),
            new MatrixUnit(matrix.Require("dataflow").Choice<Dataflow>(), Whole(matrix, "rows"), Whole(matrix, "columns"), Whole(matrix, "depth"),
                Whole(matrix, "blockRows", 0), Whole(matrix, "blockColumns", 0)));
    }

    private static CoreMemory Memory(JsonField memory)
    {
        memory.Allow("leftBytes", "rightBytes", "accumulatorBytes", "stagingBytes", "vectorBytes", "stagingToLeft", "stagingToRight", "stagingToVector", "accumulatorToVector", "vectorToStaging");
        return new CoreMemory(
            Bytes(memory, "leftBytes"), Bytes(memory, "rightBytes"), Bytes(memory, "accumulatorBytes"), Bytes(memory, "stagingBytes"), Bytes(memory, "vectorBytes"),
            Number(memory, "stagingToLeft"), Number(memory, "stagingToRight"), Number(memory, "stagingToVector"), Number(memory, "accumulatorToVector"), Number(memory, "vectorToStaging"));
    }

    private static FusionRules Rules(JsonField rules)
    {
        rules.Allow("activations", "residual", "maxChain", "freeConcat", "depthwiseOnVector", "keepsDepthwiseInput", "leastGroupWidth");
        return new FusionRules(
            List(rules.Require("activations"), item => item.Choice<ActivationKind>()), rules.Require("residual").Bool(), Whole(rules, "maxChain"), rules.Require("freeConcat").Bool(),
            rules.Find("depthwiseOnVector")?.Bool() ?? false, rules.Find("keepsDepthwiseInput")?.Bool() ?? false, Whole(rules, "leastGroupWidth", 0));
    }

    private static DeviceConstants Constants(JsonField constants)
    {
        constants.Allow(ConstantNames);
        return new DeviceConstants(
            Number(constants, "networkOverheadUs"), Number(constants, "operationOverheadUs"), Number(constants, "startCycles"), Number(constants, "tileLoadCycles"),
            Number(constants, "groupLoadCycles"), Number(constants, "drainCycles"), Number(constants, "reductionLanes"), Number(constants, "windowLanes"),
            Number(constants, "exposedFraction"), Number(constants, "stagingShare"), Number(constants, "cacheShare"), Number(constants, "cacheEfficiency"),
            Number(constants, "externalEfficiency"), Number(constants, "inputMoveFactor"), Number(constants, "unalignedMoveFactor"), Number(constants, "matrixEfficiency", 1),
            Number(constants, "broadcastLanes", 0), Number(constants, "depthwiseLanes", 0), Number(constants, "functionFactor", 1), Number(constants, "externalExposed", 0),
            Number(constants, "splitFactor", 1), Number(constants, "unalignedSplitFactor", 0), Number(constants, "transposeFactor", 0), Number(constants, "resizeFactor", 1),
            Number(constants, "narrowGroupLanes", 64), Number(constants, "narrowGroupUs", 0));
    }

    private static string[] ConstantNames { get; } = [.. ConstantTable.All.Select(constant => constant.Name)];

    private static Provenance Fit(JsonField fit)
    {
        fit.Allow("date", "measurements", "rows", "networks", "fitMapePercent", "leaveOneOutMapePercent", "leaveOneOutKendallTau", "bandLow", "bandHigh", "fitted", "assumed", "residuals",
            "precision", "familyOutMapePercent", "familyOutKendallTau", "bandCoveragePercent", "standardErrors", "seen", "warnings");
        return new Provenance(
            fit.Require("date").Text(), fit.Require("measurements").Text(), Whole(fit, "rows"), Whole(fit, "networks"), Number(fit, "fitMapePercent"), Number(fit, "leaveOneOutMapePercent"),
            Number(fit, "leaveOneOutKendallTau"), Number(fit, "bandLow"), Number(fit, "bandHigh"), List(fit.Require("fitted"), item => item.Text()), Constants(fit.Require("assumed")),
            List(fit.Require("residuals"), OfResidual))
        {
            Precision = fit.Find("precision")?.Text() ?? "",
            FamilyOutMapePercent = Present(fit, "familyOutMapePercent") is { } mape ? Number(mape) : null,
            FamilyOutKendallTau = Present(fit, "familyOutKendallTau") is { } tau ? Number(tau) : null,
            BandCoveragePercent = Present(fit, "bandCoveragePercent") is { } coverage ? Number(coverage) : null,
            StandardErrors = fit.Find("standardErrors") is { } errors ? List(errors, Number) : [],
            Seen = fit.Find("seen") is { } seen ? List(seen, item => item.Text()) : [],
            Warnings = fit.Find("warnings") is { } warnings ? List(warnings, item => item.Text()) : [],
        };
    }

    private static NetworkResidual OfResidual(JsonField residual)
    {
        residual.Allow("network", "rows", "fittedRatio", "leftOutRatio");
        return new NetworkResidual(residual.Require("network").Text(), Whole(residual, "rows"), Number(residual, "fittedRatio"), Number(residual, "leftOutRatio"));
    }

    private static PrecisionFit OfFit(JsonField fit)
    {
        fit.Allow("precision", "constants", "provenance");
        return new PrecisionFit(fit.Require("precision").Text(), Constants(fit.Require("constants")), Present(fit, "provenance") is { } provenance ? Fit(provenance) : null);
    }

    private static bool IsNull(JsonField field) => field.Element.ValueKind == JsonValueKind.Null;

    /// <summary>A field that may be left out or null.</summary>
    private static JsonField? Present(JsonField parent, string name) => parent.Find(name) is { } field && !IsNull(field) ? field : null;

    private static ImmutableArray<T> List<T>(JsonField list, Func<JsonField, T> read)
    {
        var items = list.Items(most: 65536, fewest: 0);
        var values = new T[items.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(items[i]);
        return [.. values];
    }

    private static int Whole(JsonField parent, string name) => Whole(parent.Require(name));

    private static int Whole(JsonField parent, string name, int fallback) => parent.Find(name) is { } field ? Whole(field) : fallback;

    // Ranges are the rules of DeviceValidation.
    private static int Whole(JsonField field) => field.Element.ValueKind == JsonValueKind.Number && field.Element.TryGetInt32(out var value) ? value : throw field.Error("must be a whole number");

    private static long Bytes(JsonField parent, string name) => parent.Require(name) is var field && field.Element.ValueKind == JsonValueKind.Number && field.Element.TryGetInt64(out var value)
        ? value : throw parent.Require(name).Error("must be a whole number");

    private static double Number(JsonField parent, string name) => Number(parent.Require(name));

    private static double Number(JsonField parent, string name, double fallback) => parent.Find(name) is { } field ? Number(field) : fallback;

    private static double Number(JsonField field) => field.Element.ValueKind == JsonValueKind.Number ? field.Element.GetDouble() : throw field.Error("must be a number");
}
