using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ISyNet.Training.Native.LibTorch;
using ISyNet.Training.Recipes;
using TorchSharp;

namespace ISyNet.Training.Native;

/// <summary>
/// The one door to libtorch: loads it with a tuned allocator, quiet and with mended cache sizes, and lets nobody compute before a known-answer test
/// has proven its arithmetic on this machine (docs/numerics.md). Whatever computes with libtorch passes through it first.
/// </summary>
public static class TorchRuntime
{
    internal const string FaultVariable = "ISYNET_INJECT_FAULT";

    private static readonly Lazy<TorchArithmetic> Proven = new(Prove);
    private static readonly ConcurrentDictionary<string, bool> Told = new(StringComparer.Ordinal);
    private static readonly Lazy<Verdict> Bfloat16 = new(ProveBfloat16);

    /// <summary>Raised with one line for each choice that is not the usual one, when it is made; the same line comes once in a process.</summary>
    [SuppressMessage("Design", "CA1003", Justification = "A line of text is all there is to say.")]
    public static event Action<string>? Noticed;

    /// <summary>
    /// Makes libtorch ready, float32 proven right. The first call on a machine takes some seconds, the first of a process a fraction of one, later ones
    /// nothing. Call it before anything of TorchSharp; all of this library's own ways to libtorch do.
    /// </summary>
    /// <exception cref="TrainingException">It computes wrongly however few instructions it may use, or cannot be checked.</exception>
    public static TorchArithmetic Prepare() => Proven.Value;

    /// <summary>The arithmetic for a recipe that asks for <paramref name="asked"/>: bfloat16 only where it is proven right.</summary>
    /// <exception cref="TrainingException">As of <see cref="Prepare"/>.</exception>
    public static TorchArithmetic Choose(Arithmetic asked)
    {
        var proven = Prepare();
        if (asked == Arithmetic.Float32 || (asked == Arithmetic.Auto && !(Processor.MultipliesBfloat16 && InstructionCaps.AllowBfloat16(proven.IsaCap))))
            return proven;
        return Bfloat16.Value is { Right: false } wrong ? proven with { Reason = wrong.Reason } : proven with { Products = Arithmetic.Bfloat16 };
    }

    /// <summary>
    /// The arithmetic for a recipe that asks for <paramref name="asked"/> on an accelerator. A CUDA device multiplies bfloat16 for <see cref="Arithmetic.Auto"/> too.
    /// If a device multiplies bfloat16 wrongly, this is float32, with the reason.
    /// </summary>
    /// <exception cref="TrainingException">As of <see cref="Prepare"/>.</exception>
    public static TorchArithmetic Choose(Arithmetic asked, Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return accelerator.IsCuda ? CudaDevices.Here.Choose(asked, accelerator.Index, Prepare()) : Choose(asked);
    }

    /// <summary>The accelerator for one that is asked for: never <see cref="Accelerator.Auto"/>, and a CUDA device only if it is there and proven right.</summary>
    /// <exception cref="TrainingException">The device that is asked for is not there, or computes wrongly.</exception>
    public static Accelerator Choose(Accelerator asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Prepare();
        return CudaDevices.Here.Choose(asked);
    }

    /// <summary>All accelerators that trainings may use side by side, one each: every proven CUDA device for <see cref="Accelerator.Auto"/>, else the one asked for.</summary>
    /// <exception cref="TrainingException">As of <see cref="Choose(Accelerator)"/>.</exception>
    public static ImmutableArray<Accelerator> All(Accelerator asked)
    {
        var first = Choose(asked);
        return asked.IsAuto && first.IsCuda ? [.. CudaDevices.Here.Proven] : [first];
    }

    /// <summary>The CUDA devices that libtorch sees, not yet proven; none where it computes on processors only.</summary>
    public static ImmutableArray<Accelerator> Devices
    {
        get
        {
            Load();
            return [.. Enumerable.Range(0, CudaDevices.Here.Count).Select(Accelerator.Cuda)];
        }
    }

    /// <summary>The libtorch of this process, loaded but not proven.</summary>
    /// <exception cref="TrainingException">The one that the user names does not work (docs/gpu.md).</exception>
    public static LibTorchInstallation Library
    {
        get
        {
            Load();
            var choice = LibTorchLoader.Choice;
            return new LibTorchInstallation(
                Version, choice.Build?.Cuda?.ToString(), MappedLibrary.Find(LibTorchBuild.ProcessorFile)?.Path, choice.Reason, choice.Refused, CudaDriver.NewestCuda?.ToString());
        }
    }

    /// <summary>libtorch loaded and mended but not proven: for the test that proves it.</summary>
    internal static OneDnnCaches PrepareUnproven()
    {
        Load();
        return OneDnnCacheSizes.Mend(Fault);
    }

    /// <summary>What a test breaks in this process and its children.</summary>
    internal static InjectedFault Fault =>
        Enum.TryParse<InjectedFault>(Environment.GetEnvironmentVariable(FaultVariable), ignoreCase: true, out var fault) ? fault : InjectedFault.None;

    private static void Load()
    {
        NativeAllocator.Tune();
        LibTorchLoader.Load();
        torch.InitializeDeviceType(DeviceType.CPU);
        TorchLog.Quieten();
    }

    private static TorchArithmetic Prove()
    {
        Load();
        var users = InstructionCaps.Users;
        Verdict? first = null;
        foreach (var cap in InstructionCaps.From(users))
        {
            var verdict = Ask(Arithmetic.Float32, cap);
            first ??= verdict;
            if (!verdict.Right)
                continue;
            var caches = cap == users ? OneDnnCacheSizes.Mend(Fault) : KeepTo(cap!, first.Reason);
            return new TorchArithmetic(Arithmetic.Float32, Version, cap, caches, first.Reason);
        }

        throw new TrainingException($"libtorch {Version} computes wrongly on this processor, whatever instructions it may use ({first!.Reason}): nothing is trained or judged with it; 'isynet doctor' says more");
    }

    // The child had the cap from its start; here libtorch is loaded already, so it is asked whether it heeds it.
    private static OneDnnCaches KeepTo(string cap, string? reason)
    {
        NativeEnvironment.Set(InstructionCaps.Variable, cap);
        var caches = OneDnnCacheSizes.Mend(Fault);
        var answers = new KnownAnswers(Arithmetic.Float32);
        if (KnownAnswers.Questions.Select(answers.Ask).FirstOrDefault(wrong => wrong is not null) is { } wrong)
            throw new TrainingException($"libtorch {Version} computes wrongly on this processor ({wrong}) and has begun to already: start again with {InstructionCaps.Variable}={cap} in the environment");
        Notice($"libtorch computes wrongly on this processor ({reason}); kept to {cap} it is right, and slower");
        return caches;
    }

    /// <summary>Tells of a choice that is not the usual one; the same line is told once in a process.</summary>
    internal static void Notice(string line)
    {
        if (Noticed is { } tell && Told.TryAdd(line, true))
            tell(line);
    }

    private static Verdict ProveBfloat16()
    {
        var verdict = Ask(Arithmetic.Bfloat16, Proven.Value.IsaCap);
        if (!verdict.Right)
            Notice($"bfloat16 is wrong on this processor ({verdict.Reason}): convolutions multiply float32 instead");
        return verdict;
    }

    private static Verdict Ask(Arithmetic arithmetic, string? cap) => Ask(Processor.Identity, arithmetic, cap, Accelerator.Cpu);

    /// <summary>The verdict on an accelerator, kept or asked for in a child process.</summary>
    /// <param name="identity">What the kept verdict holds for: the processor, or the device with its driver.</param>
    /// <param name="arithmetic">float32 or bfloat16.</param>
    /// <param name="cap">The cap on the processor's instructions; null for none.</param>
    /// <param name="accelerator">The processor or a device.</param>
    internal static Verdict Ask(string identity, Arithmetic arithmetic, string? cap, Accelerator accelerator)
    {
        var key = new VerdictKey(identity, LibraryIdentity(), arithmetic.ToString(), cap ?? "", Fault.ToString(), KnownAnswers.Version);
        if (VerdictStore.Users.Find(key) is { } kept)
            return kept;
        var verdict = KnownAnswersChild.Run(arithmetic, cap, Fault, accelerator: accelerator);
        VerdictStore.Users.Keep(key, verdict);
        return verdict;
    }

    private static string LibraryIdentity() => MappedLibrary.Find(LibTorchBuild.ProcessorFile) is { } library
        ? string.Create(CultureInfo.InvariantCulture, $"{Version}, {new FileInfo(library.Path).Length} bytes, {File.GetLastWriteTimeUtc(library.Path):O}")
        : Version;

    // Of the four numbers of TorchSharp's own the last is the package's.
    private static string Version => LibTorchLoader.Choice.Build?.Version?.ToString() ?? System.Version.Parse(torch.__version__).ToString(3);
}
