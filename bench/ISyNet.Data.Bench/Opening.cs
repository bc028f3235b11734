using System.Diagnostics;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Data.Bench;

/// <summary>How long a large folder takes until a training could start.</summary>
internal static class Opening
{
    public static void Measure(string folder, TextWriter output, CancellationToken cancellation)
    {
        var (start, used) = LoopSpeed.Now();
        var data = ImageData.Open(folder, new PictureReading(Shape.Map(3, PictureLoop.Side, PictureLoop.Side)) { MemoryBytes = 0 }, cancellation);
        var (opened, processor) = (Stopwatch.GetElapsedTime(start), LoopSpeed.Now().Processor - used);
        start = Stopwatch.GetTimestamp();
        _ = data.Training.Normalization();
        var measured = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        _ = data.Training.ContentHash();
        var hashed = Stopwatch.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{data.Training.Count} + {data.Test.Count} images of {data.Training.Classes} classes: opened in {opened.TotalSeconds:0.00} s ({processor.TotalSeconds:0.00} s of processors), mean and deviation in {measured.TotalSeconds:0.00} s, content hash in {hashed.TotalSeconds:0.00} s"));
    }
}
