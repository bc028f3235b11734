namespace ISyNet.Hardware.Devices;

/// <summary>The rules for every device.</summary>
internal static class DeviceValidation
{
    /// <summary>The first rule that the device breaks, as <c>field: rule</c>; null if it keeps all.</summary>
    public static string? FirstProblem(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Problems(device).FirstOrDefault();
    }

    private static IEnumerable<string> Problems(Device device)
    {
        if (string.IsNullOrWhiteSpace(device.Name) || device.Name.Length > 100)
            yield return "name: must be 1 to 100 characters";
        foreach (var problem in Ranges(device))
            yield return problem;
        if (device.Precisions.IsDefaultOrEmpty)
            yield return "precisions: must hold at least one";
        for (var i = 0; i < device.Precisions.Length; i++)
        {
            foreach (var problem in PrecisionProblems(device.Precisions[i], $"precisions[{i}]"))
                yield return problem;
        }

        if (device.Kernels?.FirstProblem() is { } kernels)
            yield return kernels;
        foreach (var constant in ConstantTable.All)
        {
            if (Outside(constant.Get(device.Constants), constant.Low, constant.High, $"constants.{constant.Name}") is { } problem)
                yield return problem;
        }
    }

    private static IEnumerable<string> Ranges(Device device)
    {
        string?[] problems =
        [
            Outside(device.Cores, 1, 4096, "cores"),
            Outside(device.ClockMHz, 1, 20_000, "clockMHz"),
            Outside(device.Vector.BytesPerCycle, 1, 1 << 20, "vector.bytesPerCycle"),
            Outside(device.Vector.SmallestElementBytes, 1, 8, "vector.smallestElementBytes"),
            Outside(device.Cache.CapacityBytes, 1, 1L << 40, "cache.capacityBytes"),
            Outside(device.Cache.ReadBytesPerCycle, 0.01, 1e6, "cache.readBytesPerCycle"),
            Outside(device.Cache.WriteBytesPerCycle, 0.01, 1e6, "cache.writeBytesPerCycle"),
            Outside(device.External.ReadGBps, 0.001, 1e6, "external.readGBps"),
            Outside(device.External.WriteGBps, 0.001, 1e6, "external.writeGBps"),
            Outside(device.Fusion.MaxChain, 1, 64, "fusion.maxChain"),
            Outside(device.Fusion.LeastGroupWidth, 0, 4096, "fusion.leastGroupWidth"),
        ];
        return problems.OfType<string>().Concat(device.Local is { } local ? LocalProblems(local) : []);
    }

    private static IEnumerable<string> LocalProblems(CoreMemory local)
    {
        (string Name, long Bytes)[] buffers =
        [
            ("leftBytes", local.LeftBytes), ("rightBytes", local.RightBytes), ("accumulatorBytes", local.AccumulatorBytes),
            ("stagingBytes", local.StagingBytes), ("vectorBytes", local.VectorBytes),
        ];
        (string Name, double Rate)[] paths =
        [
            ("stagingToLeft", local.StagingToLeft), ("stagingToRight", local.StagingToRight), ("stagingToVector", local.StagingToVector),
            ("accumulatorToVector", local.AccumulatorToVector), ("vectorToStaging", local.VectorToStaging),
        ];
        return buffers.Select(b => Outside(b.Bytes, 256, 1L << 36, $"local.{b.Name}"))
            .Concat(paths.Select(p => Outside(p.Rate, 0.01, 1e6, $"local.{p.Name}")))
            .OfType<string>();
    }

    private static IEnumerable<string> PrecisionProblems(Precision precision, string place)
    {
        if (string.IsNullOrWhiteSpace(precision.Name))
            yield return $"{place}.name: must not be empty";
        string?[] problems =
        [
            Outside(precision.Bytes, 1, 8, $"{place}.bytes"),
            Outside(precision.AccumulatorBytes, 1, 8, $"{place}.accumulatorBytes"),
            Outside(precision.ChannelAlign, 1, 4096, $"{place}.channelAlign"),
            Outside(precision.SmallChannelAlign, 0, precision.ChannelAlign, $"{place}.smallChannelAlign"),
            Outside(precision.Matrix.Rows, 1, 1 << 16, $"{place}.matrix.rows"),
            Outside(precision.Matrix.Columns, 1, 1 << 16, $"{place}.matrix.columns"),
            Outside(precision.Matrix.Depth, 1, 1 << 16, $"{place}.matrix.depth"),
            Outside(precision.Matrix.BlockRows, 0, 1 << 16, $"{place}.matrix.blockRows"),
            Outside(precision.Matrix.BlockColumns, precision.Matrix.BlockRows > 0 ? 1 : 0, 1 << 16, $"{place}.matrix.blockColumns"),
        ];
        foreach (var problem in problems.OfType<string>())
            yield return problem;
        if (precision.Matrix.Dataflow != Dataflow.Cube && precision.Matrix.Depth != 1)
            yield return $"{place}.matrix.depth: must be 1 for a systolic array, not {precision.Matrix.Depth}";
    }

    private static string? Outside(double value, double low, double high, string field) => value >= low && value <= high
        ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{field}: must be between {low:G} and {high:G}, not {value:G}");
}
