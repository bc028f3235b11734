using ISyNet.Images.Formats;

namespace ISyNet.Cli.Doctor;

/// <summary>The default data set.</summary>
internal sealed class DataCheck : IHealthCheck
{
    private static readonly string[] Files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    public string Name => "data set";

    public Task<Finding> ExamineAsync(CancellationToken cancellation)
    {
        const string Fetch = "run ./isynet train, which fetches it, or give your own pictures with --data";
        if (FashionMnist.Find() is not { } folder)
            return Task.FromResult(Finding.Note("Fashion-MNIST is not on this machine", Fetch));
        var missing = Files.Where(file => !Directory.EnumerateFiles(folder, file + "*").Any()).ToArray();
        return Task.FromResult(missing.Length == 0 ? Finding.Good($"Fashion-MNIST in {folder}") : Finding.Bad($"{folder} lacks {string.Join(", ", missing)}", $"delete the folder, then {Fetch}"));
    }
}
