using System.Globalization;
using System.Runtime.InteropServices;

namespace ISyNet.Cli.Doctor;

/// <summary>The processor, its cores, and the instructions that make training fast.</summary>
internal sealed class ProcessorCheck : IHealthCheck
{
    private static readonly (string Flag, string Name)[] Features = [("avx2", "AVX2"), ("avx512bw", "AVX-512"), ("avx512_bf16", "bfloat16")];

    public string Name => "processor";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var cores = Environment.ProcessorCount == 1 ? "one core" : string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores");
        if (!File.Exists("/proc/cpuinfo") || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Task.FromResult(Finding.Note($"{RuntimeInformation.ProcessArchitecture}, {cores}", "libtorch is available for Linux on x64: train there"));
        var lines = File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(line => line.Length == 2).ToDictionary(line => line[0], line => line[1]);
        var flags = lines.GetValueOrDefault("flags", "").Split(' ').ToHashSet();
        var has = Features.Where(feature => flags.Contains(feature.Flag)).Select(feature => feature.Name).ToArray();
        string[] facts = [lines.GetValueOrDefault("model name", "x64"), cores, .. has.DefaultIfEmpty("no AVX2")];
        var what = string.Join(", ", facts);
        return Task.FromResult(flags.Contains("avx2") ? Finding.Good(what) : Finding.Note(what, "training is several times faster on a processor with AVX2"));
    }
}
