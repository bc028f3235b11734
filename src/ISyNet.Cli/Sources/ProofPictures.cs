using ISyNet.Application.Results;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Learning;
using ISyNet.Graph;
using ISyNet.Images.Judging;

namespace ISyNet.Cli.Sources;

/// <summary>Pictures on which an exported detector is compared with the trained one.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Count">Their number.</param>
/// <param name="Pixels">One of them, CHW.</param>
internal sealed record ProofPictures(string Name, int Count, Func<int, byte[]> Pixels)
{
    /// <summary>The requested pictures, otherwise those that the detector's result folder names, otherwise random pixels.</summary>
    public static ProofPictures Find(string? asked, string model, Shape input, CancellationToken cancellation)
    {
        var run = new DetectorFolder(Directory.Exists(model) ? model : Path.GetDirectoryName(Path.GetFullPath(model))!);
        if ((asked ?? OfRun(run)) is not { } place)
        {
            var noise = NoiseImages.Create(input);
            return new ProofPictures(noise.Name, noise.Count, i => noise[i].ToArray());
        }

        var (training, test) = AnnotatedSource.Load(place, new ReadingRules(1, asked is null ? run.Manifest()?.Settings.GetValueOrDefault("images") : null));
        var data = test is { Images.Length: >= ExportProof.LeastImages } ? test : training;
        var pictures = DataSetPictures.Open(data with { Images = [.. data.Images.Take(ExportProof.LeastImages)] }, input, null, cancellation);
        return new ProofPictures(data.Name, pictures.Count, i => pictures.Fitted(i).Pixels);
    }

    /// <summary>The data of the run in a folder, if it still exists.</summary>
    private static string? OfRun(DetectorFolder folder)
    {
        if (Directory.Exists(folder.Scenes))
            return folder.Scenes;
        return folder.Manifest()?.Settings.GetValueOrDefault("data") is { } data && (File.Exists(data) || Directory.Exists(data)) ? data : null;
    }
}
