using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Tests;

/// <summary>Sketches as files that are read.</summary>
internal static class SketchImport
{
    public static ImportedModel Import(this OnnxSketch sketch, NetworkImportOptions? options = null)
    {
        var path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.onnx");
        try
        {
            sketch.Write(path);
            return NetworkImport.Load(path, options);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
