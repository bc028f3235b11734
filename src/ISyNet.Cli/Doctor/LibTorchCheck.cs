using ISyNet.Training.Native;

namespace ISyNet.Cli.Doctor;

/// <summary>libtorch, which is used for training: whether it loads, its version, its CUDA, its file, and why it is this one.</summary>
internal sealed class LibTorchCheck : IHealthCheck
{
    public string Name => "libtorch";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        var library = TorchRuntime.Library;
        var what = $"{library.Version}{(library.Cuda is { } cuda ? $" for CUDA {cuda}" : "")}{(library.File is { } file ? $", {file}" : "")} ({library.Reason})";
        return Task.FromResult(library.Refused.IsEmpty ? Finding.Good(what) : Finding.Note(what, string.Join("; ", library.Refused)));
    }
}
