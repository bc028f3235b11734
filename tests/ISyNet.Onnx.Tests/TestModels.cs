namespace ISyNet.Onnx.Tests;

/// <summary>The model files beside the tests.</summary>
internal static class TestModels
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.onnx");
}
