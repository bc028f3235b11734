using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Doctor;

/// <summary>The arithmetic of libtorch that the known-answer test has checked on this machine.</summary>
internal sealed class ArithmeticCheck : IHealthCheck
{
    public string Name => "arithmetic";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var proven = TorchRuntime.Prepare();
        var bfloat16 = TorchRuntime.Choose(Arithmetic.Bfloat16).Products == Arithmetic.Bfloat16;
        var usual = TorchRuntime.Choose(Arithmetic.Auto).Products == Arithmetic.Bfloat16 ? "bfloat16" : "float32";
        var what = $"checked: float32{(bfloat16 ? " and bfloat16" : "")}; '--arithmetic auto' is {usual}; {(proven.IsaCap is { } cap ? $"at most {cap}" : "all instructions")}; oneDNN's cache sizes {Describe(proven.Caches)}";
        return Task.FromResult(proven.Reason is null && bfloat16 && proven.Caches != OneDnnCaches.Absurd
            ? Finding.Good(what)
            : Finding.Note($"{what}{(proven.Reason is { } reason ? $"; with all instructions: {reason}" : "")}", "results are correct, only slower; docs/numerics.md says what to report"));
    }

    private static string Describe(OneDnnCaches caches) => caches switch
    {
        OneDnnCaches.Sane => "are plausible",
        OneDnnCaches.Mended => "were hidden and are repaired",
        OneDnnCaches.Absurd => "are implausible, as a test requested",
        _ => "are unknown",
    };
}
